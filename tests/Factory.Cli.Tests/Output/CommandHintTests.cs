using Factory.Cli.Output;

namespace Factory.Cli.Tests.Output;

public sealed class CommandHintTests
{
    // Hints as the silo and the client write them; '@' marks where the data folder belongs.
    [Theory]
    [InlineData("If it is the idea: factory run@ -- lst")]
    [InlineData("Give it more: factory budget set day 80@ && factory run retry run-1@")]
    [InlineData("Give the run more: factory run retry run-1 --budget 7.50@")]
    [InlineData("Read the reports with: factory task show task-1@. Continue with: factory run retry run-1@")]
    [InlineData("See the log with: factory logs@. Then retry the task.")]
    [InlineData("Add the kind to 'kinds', then: factory config reload@ && factory task retry task-1@")]
    [InlineData("In one terminal: factory up@. In another: factory answer task-1 \"…\"@, factory approve approval-1@. It then continues; "
        + "watch it with: factory run --resume run-1@")]
    [InlineData("Stop it and go back: factory restore FILE --force@ (it keeps the damaged folder aside)")]
    [InlineData("See: factory doctor@, and 'capabilities' in silo-config/models.json")]
    [InlineData("Send a key of this factory: factory key create@.")]
    [InlineData("Say what to make: factory run \"A tip calculator\"@")]
    [InlineData("Start one: factory up --data /other")]
    [InlineData("factory run list shows all runs.")]
    [InlineData("Set a key, for example OPENAI_API_KEY; factory doctor")]
    [InlineData("Only the factory uses .git: it commits your files for you.")]
    public void WithDataOption_Hint_NamesTheDataFolderInEachCommandAndNowhereElse(string marked)
    {
        var hint = marked.Replace("@", "");

        CommandHint.WithDataOption(hint, new GlobalSettings("/d", null, false, " --data /d")).ShouldBe(marked.Replace("@", " --data /d"));
        CommandHint.WithDataOption(hint, new GlobalSettings("/d", null, false, "")).ShouldBe(hint);
    }

    [Theory]
    [InlineData(
        "Give it more: factory budget set day 80 && factory run retry run-1",
        "factory budget set day 80 && factory run retry run-1")]
    [InlineData("Raise the cap and continue with: factory run retry run-1 --budget 5", "factory run retry run-1 --budget 5")]
    [InlineData("Continue with: factory run retry run-2", null)]
    [InlineData("Correct the files.", null)]
    [InlineData(null, null)]
    public void FindRetry_Hint_IsTheWholeCommand(string? hint, string? expected) =>
        CommandHint.FindRetry(hint, RunId.Parse("run-1")).ShouldBe(expected);
}
