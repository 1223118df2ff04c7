using Factory.Agents.Tests.Attempts;
using Factory.Agents.Tools;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tests.Tools;

public sealed class CommandPluginTests : IDisposable
{
    private readonly TemporaryFolder _copy = new();
    private readonly FakeWorkspace _sandbox;
    private readonly ToolBench _tools;

    public CommandPluginTests()
    {
        _sandbox = new FakeWorkspace(_copy.FullName);
        var copy = new WorkingCopy(RunnerHarness.Attempt, _copy.FullName, "factory/1", "c0", Given.Product, ["/srv/objects"]);
        _tools = new ToolBench(new CommandPlugin(new WorkingCopyRoot(_copy.FullName), copy, _sandbox));
    }

    [Theory]
    [InlineData(0, "all good\n", false, "exit 0\nall good", "ran make test → exit 0")]
    [InlineData(2, "", false, "exit 2, no output", "ran make test → exit 2")]
    [InlineData(-1, "half", true, "killed after 120 seconds (time limit)\nhalf", "ran make test → timed out")]
    public async Task RunAsync_Exit_IsReported(int exitCode, string output, bool timedOut, string text, string action)
    {
        _sandbox.Run = (_, _) => Task.FromResult(new CommandResult(exitCode, output, timedOut, false, TimeSpan.Zero));

        var result = await _tools.With("run_command", new { command = "make test" });

        result.ShouldBe(new ToolResult(text, action));
    }

    [Fact]
    public async Task RunAsync_Command_RunsInTheSandboxWithItsLimits()
    {
        await _tools.With("run_command", new { command = "make test", timeout_seconds = 30 });

        var command = _sandbox.Commands.ShouldHaveSingleItem();
        command.Folder.ShouldBe(_copy.FullName);
        command.Limits.WallClock.ShouldBe(TimeSpan.FromSeconds(30));
        command.ReadOnlyFolders.ShouldBe(["/srv/objects"]);
        command.Environment.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_HostPaths_AreHidden()
    {
        _sandbox.Run = (_, _) =>
            Task.FromResult(new CommandResult(
                1,
                $"{_copy.FullName}/src/Tip.cs(3,1): error; see /srv/objects/info",
                false,
                false,
                TimeSpan.Zero));

        (await _tools.With("run_command", new { command = "make" })).Text.ShouldBe("exit 1\n./src/Tip.cs(3,1): error; see <factory>/info");
    }

    [Fact]
    public async Task RunAsync_LongOutput_KeepsHeadAndTail()
    {
        _sandbox.Run = (_, _) =>
            Task.FromResult(new CommandResult(0, "HEAD" + new string('x', 100_000) + "TAIL", false, true, TimeSpan.Zero));

        var text = (await _tools.With("run_command", new { command = "make" })).Text;

        text.Length.ShouldBeLessThan(17_000);
        text.ShouldStartWith("exit 0, output truncated\nHEAD");
        text.ShouldEndWith("TAIL");
    }

    [Theory]
    [InlineData("make", 0, "'timeout_seconds' must be a whole number from 1 to 600")]
    [InlineData("make", 601, "'timeout_seconds' must be a whole number from 1 to 600")]
    [InlineData(" ", 10, "'command' must not be empty")]
    public async Task RunAsync_InvalidArguments_AreRejected(string command, int seconds, string expected)
    {
        (await _tools.FailsWith("run_command", new { command, timeout_seconds = seconds })).ShouldContain(expected);
        _sandbox.Commands.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _tools.Dispose();
        _copy.Dispose();
    }
}
