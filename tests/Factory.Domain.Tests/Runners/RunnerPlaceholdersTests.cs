using Factory.Domain.Runners;

namespace Factory.Domain.Tests.Runners;

public sealed class RunnerPlaceholdersTests
{
    private static readonly Dictionary<string, string> Values = new() { ["model"] = "m", ["key"] = "${model}" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a-${model}-b-${model}", "a-m-b-m")]
    [InlineData("""{"name":"${model}"}""", """{"name":"m"}""")]
    [InlineData("$model {model} $(model)", "$model {model} $(model)")]
    [InlineData("${key}", "${model}")] // A value is not searched for placeholders.
    public void Expand_Text_ReplacesPlaceholdersOnce(string text, string expected) =>
        RunnerPlaceholders.Expand(text, Values).ShouldBe(expected);

    [Fact]
    public void Expand_PlaceholderWithoutValue_Throws() =>
        Should.Throw<KeyNotFoundException>(() => RunnerPlaceholders.Expand("${session}", Values));

    [Theory]
    [InlineData("${model} ${home}", null)]
    [InlineData("${model} ${Home}", "Home")]
    [InlineData("${}", "")]
    public void FindUnknown_Text_IsTheFirstThatDoesNotExist(string text, string? unknown) =>
        RunnerPlaceholders.FindUnknown(text).ShouldBe(unknown);

    [Fact]
    public void UsesGateway_PlaceholderOfTheConnection_IsTrue()
    {
        var runner = new RunnerDefinition(
            "tool",
            "tool",
            RunnerOutput.Text,
            ["${prompt}", "${model}"],
            [],
            new Dictionary<string, string>(),
            new Dictionary<string, string>(),
            null);

        runner.UsesGateway.ShouldBeFalse();
        runner.TakesPromptAsArgument.ShouldBeTrue();
        runner.CanResume.ShouldBeFalse();
        (runner with { Environment = new Dictionary<string, string> { ["URL"] = "${tools}" } }).UsesGateway.ShouldBeTrue();
        (runner with { Files = new Dictionary<string, string> { ["${home}/a"] = "${mcp}" } }).UsesGateway.ShouldBeTrue();
        (runner with { ResumeArguments = ["${gateway}"] }).UsesGateway.ShouldBeTrue();
    }
}
