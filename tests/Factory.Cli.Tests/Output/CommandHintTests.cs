using Factory.Cli.Output;

namespace Factory.Cli.Tests.Output;

public sealed class CommandHintTests
{
    [Theory]
    [InlineData(
        "Give it more: factory budget set day 80 && factory run retry run-1",
        "Give it more: factory budget set day 80 --data /d && factory run retry run-1 --data /d")]
    [InlineData(
        "Give the run more: factory run retry run-1 --budget 7.50",
        "Give the run more: factory run retry run-1 --budget 7.50 --data /d")]
    [InlineData("Set a key, for example OPENAI_API_KEY; factory doctor", "Set a key, for example OPENAI_API_KEY; factory doctor")]
    [InlineData("Say what to make: factory run \"A tip calculator\"", "Say what to make: factory run \"A tip calculator\"")]
    public void For_ALineAtTheEnd_NamesTheDataFolderInEachCommand(string hint, string expected)
    {
        CommandHint.WithDataOption(hint, new GlobalSettings("/d", null, false, " --data /d")).ShouldBe(expected);
        CommandHint.WithDataOption(hint, new GlobalSettings("/d", null, false, "")).ShouldBe(hint);
    }
}
