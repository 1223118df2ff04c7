using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Archetypes;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal.Tests.Roles;

/// <summary>A script cannot judge a failure: it must go on to the next step and never repeat one without end.</summary>
public sealed class ReworkTests
{
    private static readonly ArchetypeChoice Choice = ArchetypeChoice.Choose("shopping list");

    private static readonly Defect Defect = Choice.Variant.Defect;

    [Fact]
    public void Next_LogicCannotBeRead_RunsTheTests() =>
        Next(Read("Error: denied")).Calls.ShouldHaveSingleItem().Tool.ShouldBe(ToolNames.RunCommand);

    [Fact]
    public void Next_EditFailed_RunsTheTestsInsteadOfEditingAgain() =>
        Next(Read(Defect.Wrong), new ToolExchange(ToolNames.EditFile, Arguments(Defect.File), "Error: not found"))
            .Calls.ShouldHaveSingleItem().Tool.ShouldBe(ToolNames.RunCommand);

    [Theory]
    [InlineData("exit 0\n3 passed, 0 failed\nbye", "Test result: 3 passed, 0 failed.")]
    [InlineData("exit 1\n3 passed, 10 failed", "The tests do not pass: this requires a real model.")]
    [InlineData("Error: the sandbox is missing", "The tests do not pass: this requires a real model.")]
    public void Next_TestsRan_SubmitsWhatTheySaid(string result, string note)
    {
        var response = Next(Read(Defect.Right), new ToolExchange(ToolNames.RunCommand, Arguments(""), result));

        var submitted = (System.Text.Json.JsonElement)response.Calls.ShouldHaveSingleItem().Arguments["result"]!;
        submitted.GetProperty("notes")[0].GetString().ShouldBe(note);
    }

    [Theory]
    [InlineData("\n\n The tests fail. \nmore", "The change was rejected: The tests fail. Reading")]
    [InlineData("\n", "The change was rejected:  Reading")]
    public void Next_Feedback_IsQuotedByItsFirstLine(string feedback, string text) =>
        Rework.Next(Context([], feedback), Choice).Text.ShouldStartWith(text);

    [Fact]
    public void Next_FeedbackOfOneEndlessLine_IsCut() =>
        Rework.Next(Context([], new string('x', 50_000)), Choice).Text.Length.ShouldBeLessThan(300);

    private static Dictionary<string, object?> Arguments(string path) => new() { ["path"] = path };

    private static ToolExchange Read(string shown) => new(ToolNames.ReadFile, Arguments(Defect.File), shown);

    private static ScriptedResponse Next(params ToolExchange[] exchanges) => Rework.Next(Context(exchanges, "wrong"), Choice);

    private static ScriptContext Context(ToolExchange[] exchanges, string feedback) =>
        new(new RehearsalPrompt(TaskKinds.Build, 2, "shopping list", [], null, [feedback], null), exchanges, new HashSet<string>(), "m");
}
