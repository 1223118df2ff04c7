using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>The limits, which every sandbox enforces.</summary>
public abstract class SandboxLimitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    protected abstract ISandbox Sandbox { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected async Task RunCommandGivesOutputAndExitCode()
    {
        var result = await RunAsync("echo out; echo err >&2; cat; pwd; exit 3");

        result.ExitCode.ShouldBe(3);
        result.Output.ShouldBe($"out\nerr\n{_folder}\n");
        (result.TimedOut, result.Truncated).ShouldBe((false, false));
    }

    protected async Task RunEnvironmentContainsNothingOfTheSilo()
    {
        Environment.SetEnvironmentVariable("FACTORY_TEST_SECRET", "s3cret");

        var result = await RunAsync("env; echo $HOME; test -w $HOME && echo home-is-writable");

        result.Output.ShouldNotContain("s3cret");
        result.Output.ShouldNotContain(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "\n");
        result.Output.ShouldContain("home-is-writable");
    }

    protected async Task RunTimeOutKillsTheWholeTree()
    {
        var mark = Mark();

        var result = await RunAsync(
            $"sleep {mark} & setsid sleep {mark} & (setsid sh -c 'sleep {mark}' &) ; echo started; sleep {mark}",
            new CommandLimits(TimeSpan.FromSeconds(1)));

        (result.TimedOut, result.ExitCode).ShouldBe((true, -1));
        result.Output.ShouldContain("started");
        CountProcesses(mark).ShouldBe(0);
    }

    protected async Task RunLeftInTheBackgroundIsKilledWhenTheCommandEnds()
    {
        var mark = Mark();

        var result = await RunAsync($"sleep {mark} & setsid sleep {mark} & sleep 0.3; echo done");

        result.ExitCode.ShouldBe(0);
        CountProcesses(mark).ShouldBe(0);
    }

    protected async Task RunCancelledKillsTheWholeTree()
    {
        var mark = Mark();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() =>
            Sandbox.RunAsync(Command($"setsid sleep {mark} & sleep {mark}"), cancellation.Token));

        CountProcesses(mark).ShouldBe(0);
    }

    protected async Task RunEndlessOutputIsCappedWithHeadAndTail()
    {
        var result = await RunAsync("echo first; yes | head -c 50000000; echo last", CommandLimits.Default with { MaxOutputBytes = 4_096 });

        result.ExitCode.ShouldBe(0);
        result.Truncated.ShouldBeTrue();
        result.Output.Length.ShouldBeLessThan(4_200);
        result.Output.ShouldStartWith("first\n");
        result.Output.ShouldEndWith("last\n");
    }

    protected async Task RunForkBombIsBounded()
    {
        var result = await RunAsync("bomb() { bomb & bomb & wait; }; bomb", new CommandLimits(TimeSpan.FromSeconds(20), MaxProcesses: 40));

        (result.ExitCode, result.TimedOut).ShouldBe((-1, false));
        result.Output.ShouldContain("40 are allowed");
    }

    protected async Task StartDisposeKillsIt()
    {
        var mark = Mark();
        var process = Sandbox.Start(Command($"echo up; setsid sleep {mark} & sleep {mark}"));
        process.Completion.IsCompleted.ShouldBeFalse();

        await process.DisposeAsync();

        CountProcesses(mark).ShouldBe(0);
        (await process.Completion).ShouldBe(-1);
    }

    protected SandboxedCommand Command(
        string line,
        CommandLimits? limits = null) => new(line, _folder, limits ?? new CommandLimits(TimeSpan.FromSeconds(60)));

    protected Task<CommandResult> RunAsync(string line, CommandLimits? limits = null) =>
        Sandbox.RunAsync(Command(line, limits), CancellationToken.None);

    // A number of seconds that no other sleep on this machine has.
    private static string Mark() => $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";

    private static int CountProcesses(string mark) =>
        ProcessTable.Read().Count(p => !p.IsZombie && CommandLine(p.Id).Contains(mark, StringComparison.Ordinal));

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
