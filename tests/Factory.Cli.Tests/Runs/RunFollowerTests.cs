using Factory.Cli.Runs;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Events;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Factory.TestKit.Time;

namespace Factory.Cli.Tests.Runs;

/// <summary>A run is followed through a silo that cannot be reached for a while, and through pauses.</summary>
public sealed class RunFollowerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseInterval = TimeSpan.FromSeconds(2);

    private readonly ObservableTimeProvider _time = new(Given.Now);
    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _rig.Time = _time;
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData("GET /api/runs/run-1")]
    [InlineData("GET /api/tasks/task-1")]
    public async Task Run_RequestAfterAnEventIsLost_IsSentAgain(string lost)
    {
        _silo.Play(Waiting(RunStatus.Succeeded), Samples.Story());
        _silo.Answers["/api/tasks/task-1"] = Task1();
        var losses = 0;
        _silo.IsLost = request => request == lost && ++losses <= 2;

        var run = _rig.RunAsync("run", "x", "--json");
        await PauseAsync(0.1, 0.2);

        (await run.WaitAsync(Patience)).ShouldBe(ExitCodes.Success);
        losses.ShouldBeGreaterThan(2, "it was sent again until it was answered");
        _rig.JsonLines()[^1].GetProperty("type").GetString().ShouldBe("run-finished");
    }

    [Fact]
    public async Task Run_SiloStaysAwayAfterAnEvent_NamesTheRunToResume()
    {
        _silo.Play(Samples.Run(), Samples.Story());
        _silo.IsLost = request => request == "GET /api/runs/run-1";

        var run = _rig.RunAsync("run", "x");
        await PauseAsync(0.1, 0.2, 0.4, 0.8, 1.6, 3, 3, 3, 3, 3, 3, 3, 3, 3);

        (await run.WaitAsync(Patience)).ShouldBe(ExitCodes.Unreachable);
        _rig.Error.ToString().ShouldContain("run-1 is not lost.");
        _rig.Error.ToString().ShouldContain($"factory run --resume run-1 --data {_rig.Data}");
        _rig.Error.ToString().ShouldNotContain("factory up", customMessage: "it is running");
    }

    [Fact]
    public async Task Run_RejectedRequestAfterAnEvent_IsNotSentAgain()
    {
        _silo.Play(Samples.Run(), Samples.Story());
        _silo.Answers.Remove("/api/runs/run-1");
        _silo.OnEvent = _ => { };

        (await _rig.RunAsync("run", "x").WaitAsync(Patience)).ShouldBe(ExitCodes.NotFound);

        _silo.Requests.Count(r => r == "GET /api/runs/run-1").ShouldBe(1);
    }

    [Fact]
    public async Task Run_StartIsLost_SaysThatItMayHaveStarted()
    {
        _silo.IsLost = request => request == "POST /api/runs";

        (await _rig.RunAsync("run", "x").WaitAsync(Patience)).ShouldBe(ExitCodes.Unreachable);

        _rig.Error.ToString().ShouldContain("The run may have been started all the same.");
        _rig.Error.ToString().ShouldContain($"factory run list --data {_rig.Data}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_FactoryPausedAndResumed_IsReportedOnceEach(bool json)
    {
        _silo.Play(Samples.Run(), Samples.Story());
        var end = new TaskCompletionSource();
        var story = _silo.OnEvent;
        _silo.OnEvent = e =>
        {
            if (e.Type == EventTypes.RunEnded)
            {
                end.Task.Wait(Patience);
            }

            story(e);
        };
        _silo.Answers["/api/kev"] = new KevStatus(true, [], []);

        var run = _rig.RunAsync(["run", "x", .. json ? (string[])["--json"] : []]);
        await _time.WaitForTimerAsync(PauseInterval).WaitAsync(Patience);
        _time.Advance(PauseInterval);
        await _time.WaitForTimerAsync(PauseInterval).WaitAsync(Patience);
        _silo.Answers["/api/kev"] = new KevStatus(false, [], []);
        _time.Advance(PauseInterval);
        await _time.WaitForTimerAsync(PauseInterval).WaitAsync(Patience);
        end.SetResult();

        (await run.WaitAsync(Patience)).ShouldBe(ExitCodes.Success);
        if (json)
        {
            _rig.JsonLines().Where(l => l.GetProperty("type").GetString() == "pause-changed")
                .Select(l => l.GetProperty("paused").GetBoolean())
                .ShouldBe([true, false]);
        }
        else
        {
            _rig.Lines().Where(l => l.Contains("paused") || l.Contains("resumed")).Select(l => l[11..]).ShouldBe(
                ["paused: no new attempt is started. Continue with: factory resume --data ~/data", "resumed"]);
        }
    }

    [Fact]
    public async Task Run_FactoryIsKilled_SaysWithinFiveSecondsThatItDoesNotAnswer()
    {
        _silo.Play(Samples.Run(), Samples.Story());
        var end = new TaskCompletionSource();
        var story = _silo.OnEvent;
        _silo.OnEvent = e =>
        {
            if (e.Type == EventTypes.RunEnded)
            {
                end.Task.Wait(Patience);
            }

            story(e);
        };
        _silo.Answers["/api/kev"] = new KevStatus(false, [], []);
        var isDown = false;
        _silo.IsLost = request => isDown && request == "GET /api/kev";

        var run = _rig.RunAsync("run", "x");
        foreach (var down in (bool[])[true, true, false])
        {
            await _time.WaitForTimerAsync(PauseInterval).WaitAsync(Patience);
            isDown = down;
            _time.Advance(PauseInterval);
        }

        await _time.WaitForTimerAsync(PauseInterval).WaitAsync(Patience);
        end.SetResult();

        (await run.WaitAsync(Patience)).ShouldBe(ExitCodes.Success);
        PauseInterval.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        _rig.Lines().Where(l => l.Contains("answer", StringComparison.Ordinal)).Select(l => l[11..]).ShouldBe(
            ["the factory does not answer: trying again for half a minute", "the factory answers again"]);
    }

    [Fact]
    public async Task Send_RetryableErrors_AreRepeatedWithGrowingPauses()
    {
        var calls = 0;
        var sending = SiloRetry.SendAsync(
            () => ++calls < 8 ? throw Lost() : Task.FromResult("answer"),
            _time,
            CancellationToken.None);
        await PauseAsync(0.1, 0.2, 0.4, 0.8, 1.6, 3, 3);

        (await sending.WaitAsync(Patience)).ShouldBe("answer");
        calls.ShouldBe(8);
    }

    private static FactoryException Lost() => new(ErrorCodes.SiloUnreachable, "gone", retryable: true);

    // Its stage waits for the operator, so that its task is asked for as well.
    private static RunView Waiting(RunStatus status) => Samples.Run(status) with
    {
        Stages = [Samples.Run().Stages[0] with { Status = StageStatus.WaitingForOperator, Task = TaskId.Parse("task-1") }],
    };

    private static Contracts.Tasks.TaskView Task1() => new()
    {
        Id = TaskId.Parse("task-1"),
        Spec = Given.Spec(),
        Stage = Contracts.Tasks.TaskStage.InProgress,
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private async Task PauseAsync(params double[] seconds)
    {
        foreach (var pause in seconds.Select(TimeSpan.FromSeconds))
        {
            await _time.WaitForTimerAsync(pause).WaitAsync(Patience);
            _time.Advance(pause);
        }
    }
}
