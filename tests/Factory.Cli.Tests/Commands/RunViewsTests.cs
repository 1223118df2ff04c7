using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

/// <summary><c>run show</c> and <c>run list</c>, with and without a silo.</summary>
public sealed class RunViewsTests : IAsyncLifetime
{
    private const string OfflineNote = "No factory is running: this is how it was left. It goes on with: factory up --data ~/data";

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
                "✔ rehearsal finished: the demonstration product tip-calculator in 42.5 s, waits included",
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
        _rig.Lines()[4].ShouldBe("tip-calculator: running for 10 m 00 s, waits included");
        _rig.Out.ToString().ShouldNotContain("paused");
    }

    [Fact]
    public async Task Show_UnfinishedRunWithoutSilo_HasNoClockNoSpinnerAndSaysWhy()
    {
        _rig.Stored.Add(Running());

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Lines();
        lines[0].ShouldBe(OfflineNote);
        lines = lines[1..];
        lines[1].ShouldBe("├── ‖ research      Scout  rehearsal/rehearsal-a    #1     1.5k tok    0.00 USD");
        lines[4].ShouldBe("tip-calculator: running when the factory stopped");
        lines.ShouldContain("  factory up --data ~/data     in another terminal: no factory is running");
        lines.ShouldContain("  factory run --resume run-1 --data ~/data");
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
    [InlineData(true, "The factory is paused: it starts no new attempt. Continue with: factory resume --data ~/data")]
    [InlineData(false, null)]
    public async Task List_UnfinishedRun_SaysWhyItWaits(bool paused, string? expected)
    {
        _rig.PutUp(_silo);
        _silo.Answers["/api/runs"] = new Page<RunView>([Running()], null);
        _silo.Answers["/api/kev"] = new KevStatus(paused, [], []);

        (await _rig.RunAsync("run", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[0].ShouldBe("run    status   idea                       url                    cost      started");
        _rig.Lines()[1].ShouldBe("run-1  running  A tip calculator [red][2J  http://localhost:5000  0.00 USD  2030-01-02 03:04");
        _rig.Lines()[2..].ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public async Task List_KilledSilo_DoesNotShowRunsAsIfTheyWentOn()
    {
        _rig.Stored.Add(Running() with { Url = null });

        (await _rig.RunAsync("run", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                OfflineNote,
                "run    status       idea                       url  cost      started",
                "run-1  was running  A tip calculator [red][2J       0.00 USD  2030-01-02 03:04",
            ]);
    }

    [Fact]
    public async Task List_JsonWithoutSilo_SaysSoOnStandardErrorOnly()
    {
        _rig.Stored.Add(Running());

        (await _rig.RunAsync("run", "list", "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Single().GetProperty("factoryRunning").GetBoolean().ShouldBeFalse();
        _rig.Error.ToString().ShouldStartWith("No factory is running: this is how it was left.");
    }

    [Theory]
    [InlineData("removed", "removed")]
    [InlineData("stopped: factory product start tip-calculator", "stopped: factory product start tip-calculator --data ~/data")]
    public async Task Show_ProductThatIsNotServed_SaysWhyAndNotToOpenIt(string reason, string expected)
    {
        _rig.PutUp(_silo);
        var run = Samples.Run() with { Url = null, NotServed = reason };
        _silo.Answers["/api/runs/run-1"] = run;
        _silo.Answers["/api/runs"] = new Page<RunView>([run], null);

        (await _rig.RunAsync("run", "show", "run-1")).ShouldBe(ExitCodes.Success);
        (await _rig.RunAsync("run", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldContain($"  url         {expected}");
        _rig.Lines()[^1].ShouldContain($"  {expected}  0.00 USD");
        _rig.Out.ToString().ShouldNotContain("open ");
        _rig.Out.ToString().ShouldNotContain("http:");
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
            _rig.Lines().ShouldBe(
                [OfflineNote, "There are no runs. Start one: factory run \"A tip calculator for restaurant bills\" --data ~/data"]);
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
