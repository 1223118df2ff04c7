using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

/// <summary><c>run show</c> and <c>run list</c>, with and without a silo.</summary>
public sealed class RunViewsTests : IAsyncLifetime
{
    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now.AddMinutes(10)) };
    private FakeApi _silo = null!;

    public async Task InitializeAsync() => _silo = await FakeApi.StartAsync();

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task Show_FinishedRun_IsStagesEvidenceCostAndNextSteps()
    {
        _rig.PutUp(_silo);
        _silo.Answers["/api/runs/run-1"] = Samples.Run();

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                "tip-calculator  A tip calculator [red][2J  run-1",
                "├── ✔ research      Scout  rehearsal/rehearsal-a    #1     1.5k tok    0.00 USD     3.0 s",
                "└── · build         waiting",
                "",
                "✔ rehearsal finished: the demonstration product tip-calculator in 42.5 s",
                "  url         http://localhost:5000",
                "  repository  /srv/tip-calculator",
                "  evidence    ✔ node --test (exit 0; 12 passed, 0 failed)",
                "  cost        0.00 USD, rehearsal (a scripted model, not a real one)",
                "",
                "Next:",
                "  open http://localhost:5000",
                "  git -C /srv/tip-calculator log --stat",
                "  git clone /srv/tip-calculator",
                "  factory run list --data ~/data",
            ]);
    }

    [Fact]
    public async Task Show_UnfinishedRunWithSilo_HasAClock()
    {
        _rig.PutUp(_silo);
        _silo.Answers["/api/runs/run-1"] = Running();
        _silo.Answers["/api/kev"] = new KevStatus(false, [], []);

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[1].ShouldBe("├── ⠋ research      Scout  rehearsal/rehearsal-a    #1     1.5k tok    0.00 USD  10 m 00 s");
        _rig.Lines()[4].ShouldBe("tip-calculator: running for 10 m 00 s");
        _rig.Out.ToString().ShouldNotContain("paused");
    }

    [Fact]
    public async Task Show_UnfinishedRunWithoutSilo_HasNoClockNoSpinnerAndSaysWhy()
    {
        _rig.Stored.Add(Running());

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Lines();
        lines[1].ShouldBe("├── ‖ research      Scout  rehearsal/rehearsal-a    #1     1.5k tok    0.00 USD");
        lines[4].ShouldBe("tip-calculator: running when the factory stopped");
        lines.ShouldContain("  factory up --data ~/data     in another terminal: no factory is running");
        lines.ShouldContain("  factory run --resume run-1 --data ~/data");
        lines[^1].ShouldBe("No factory is running, so unfinished runs wait. Continue with: factory up --data ~/data");
        _rig.Out.ToString().ShouldNotContain("0.0 s");
        _rig.Out.ToString().ShouldNotContain("10 m");
    }

    [Fact]
    public async Task Show_PausedFactory_SaysHowToContinue()
    {
        _rig.PutUp(_silo);
        _silo.Answers["/api/runs/run-1"] = Running();
        _silo.Answers["/api/kev"] = new KevStatus(true, [], []);

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[^1].ShouldBe("The factory is paused: it starts no new attempt. Continue with: factory resume --data ~/data");
    }

    [Theory]
    [InlineData(true, true, "The factory is paused: it starts no new attempt. Continue with: factory resume --data ~/data")]
    [InlineData(true, false, null)]
    [InlineData(false, false, "No factory is running, so unfinished runs wait. Continue with: factory up --data ~/data")]
    public async Task List_UnfinishedRun_SaysWhyItWaits(bool up, bool paused, string? expected)
    {
        if (up)
        {
            _rig.PutUp(_silo);
        }

        _silo.Answers["/api/runs"] = new Page<RunView>([Running()], null);
        _silo.Answers["/api/kev"] = new KevStatus(paused, [], []);
        _rig.Stored.Add(Running());

        (await _rig.RunAsync("run", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[0].ShouldBe("run    status   idea                       url                    cost      started");
        _rig.Lines()[1].ShouldBe("run-1  running  A tip calculator [red][2J  http://localhost:5000  0.00 USD  2030-01-02 03:04");
        _rig.Lines()[2..].ShouldBe(expected is null ? [] : [expected]);
    }

    [Theory]
    [InlineData(null, "  factory run retry run-1 --data ~/data")]
    [InlineData("Read them.", "  factory run retry run-1 --data ~/data")]
    [InlineData("Give the run more: factory run retry run-1 --budget 7.50", null)]
    [InlineData("Give it more: factory budget set day 80 && factory run retry run-1", null)]
    public async Task Show_FailedRun_NamesOneWayToRetryIt(string? hint, string? next)
    {
        _rig.PutUp(_silo);
        _silo.Answers["/api/runs/run-1"] = Samples.Run(RunStatus.Failed) with
        {
            Problem = new Problem(ErrorCodes.BudgetExceeded, "The budget is used up.", hint),
        };

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        var retries = _rig.Lines().Where(l => l.Contains("run retry", StringComparison.Ordinal)).ToList();
        retries.Count.ShouldBe(1, "two different commands would contradict each other");
        retries[0].ShouldContain("--data ~/data");
        if (next is not null)
        {
            retries[0].ShouldBe(next);
        }
    }

    [Fact]
    public async Task Run_HostedRunThatFails_SaysThatItsFactoryHasEnded()
    {
        _silo.Play(Samples.Run(RunStatus.Failed), Samples.Story("failed"));
        _rig.Silo = _silo;

        (await _rig.RunAsync("run", "A tip calculator")).ShouldBe(ExitCodes.Failed);

        var lines = _rig.Lines().ToList();
        var up = lines.IndexOf("  factory up --data ~/data     in another terminal: the factory of this command has ended");
        up.ShouldBeGreaterThan(0);
        lines.IndexOf("  factory run retry run-1 --data ~/data").ShouldBeGreaterThan(up);
    }

    [Theory]
    [InlineData("show", ExitCodes.NotFound)]
    [InlineData("list", ExitCodes.Success)]
    public async Task Offline_EmptyFolder_HasNoRuns(string verb, int expected)
    {
        (await _rig.RunAsync(verb == "show" ? ["run", "show", "run-1"] : ["run", "list"])).ShouldBe(expected);

        if (verb == "list")
        {
            _rig.Lines().ShouldBe(["There are no runs. Start one: factory run \"A tip calculator for restaurant bills\""]);
        }
    }

    private static RunView Running() => Samples.Run(RunStatus.Running) with
    {
        Stages =
        [
            Samples.Run().Stages[0] with { Status = StageStatus.Running, FinishedAt = null, Outcome = null },
            Samples.Run().Stages[1],
        ],
        FinishedAt = null,
    };
}
