using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Commands;

public sealed class AgentsRunnersTests
{
    [Fact]
    public async Task Runners_WithoutAFactory_ListsEachWithItsAgents()
    {
        using var rig = new CliRig();
        rig.Runners.Found = [FakeRunners.Installed, FakeRunners.Missing];

        (await rig.RunAsync("agents", "runners")).ShouldBe(ExitCodes.Success);

        var rows = rig.Lines().Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries).Select(cell => cell.Trim()));
        rows.Select(cells => string.Join("|", cells)).ShouldBe(
            [
                "runner|tested with|version|size|found|agents",
                "claude|2.1.330|2.1.330 (Claude Code)|364.0 MB|installed by the factory|rex, forge, law",
                "gemini|0.61.0|no|scout",
            ]);
    }

    [Fact]
    public async Task Runners_Json_IsAPage()
    {
        using var rig = new CliRig();
        rig.Runners.Found = [FakeRunners.Installed];

        (await rig.RunAsync("agents", "runners", "--json")).ShouldBe(ExitCodes.Success);

        var runner = rig.JsonLines().ShouldHaveSingleItem().GetProperty("items")[0];
        runner.GetProperty("source").GetString().ShouldBe("installed");
        runner.GetProperty("usedBy").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Install_Runner_ShowsProgressAndWhatIsThere()
    {
        using var rig = new CliRig();
        rig.Runners.Found = [FakeRunners.Installed];
        rig.Runners.Sizes = [0, 1_000_000, 60_000_000, 70_000_000, 260_000_000];

        (await rig.RunAsync("agents", "install", "claude")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(
            [
                "Installing claude with npm; large CLIs take a few minutes.",
                "  60.0 MB",
                "  260.0 MB",
                "claude is installed: @anthropic-ai/claude-code 2.1.330, 364.0 MB on disk.",
                "  claude --version: 2.1.330 (Claude Code)",
                "  Agents that work with it: rex, forge",
            ]);
    }

    [Fact]
    public async Task Install_Failure_HasTheExitCodeOfAMissingProgram()
    {
        using var rig = new CliRig();
        rig.Runners.Failure = new FactoryException(ErrorCodes.RunnerInstallFailed, "npm is not on the PATH", "Install it");

        (await rig.RunAsync("agents", "install", "claude")).ShouldBe(ExitCodes.Misconfigured);

        rig.Error.ToString().ShouldContain("npm is not on the PATH (runner.install_failed)");
    }
}
