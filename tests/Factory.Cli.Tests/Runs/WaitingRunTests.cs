using Factory.Cli.Tests.Support;
using Factory.Contracts.Events;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Tests.Runs;

/// <summary>A run that needs the operator, where no operator can be asked.</summary>
public sealed class WaitingRunTests : IAsyncLifetime
{
    private static readonly TaskId Task1 = TaskId.Parse("task-1");

    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        var waiting = Samples.Run(RunStatus.WaitingForOperator) with
        {
            Stages = [Samples.Run().Stages[0] with { Status = StageStatus.WaitingForOperator, Task = Task1 }],
        };
        _silo.Commands["/api/runs"] = _ => Samples.Run(RunStatus.Running) with { Stages = [], FinishedAt = null };
        _silo.Answers["/api/runs/run-1"] = waiting;
        _silo.Answers["/api/tasks/task-1"] = new TaskView
        {
            Id = Task1,
            Spec = Given.Spec(),
            Stage = TaskStage.InProgress,
            Question = new TaskQuestion(QuestionId.Parse("question-1"), "Which currency?", Given.Now),
            CreatedAt = Given.Now,
            UpdatedAt = Given.Now,
        };
        _silo.Events.Add(Samples.Event(1, EventTypes.RunStarted));
        _silo.Events.Add(Samples.Event(2, EventTypes.TaskQuestionAsked, "Which currency?"));
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_HostedWithoutTerminal_EndsWithTheCommandToType(bool json)
    {
        _rig.Silo = _silo;

        var code = await _rig.RunAsync(["run", "x", .. json ? (string[])["--json"] : []]);

        code.ShouldBe(ExitCodes.WaitingForOperator);
        _rig.Error.ToString().ShouldContain("factory answer task-1");
        _rig.Error.ToString().ShouldContain("factory run --resume run-1");
        _silo.IsDisposed.ShouldBeTrue("the silo stops cleanly");
        if (json)
        {
            var waits = _rig.JsonLines().Single(l => l.GetProperty("type").GetString() == "run-waiting");
            waits.GetProperty("text").GetString().ShouldBe("Which currency?");
            _rig.JsonLines()[^1].GetProperty("code").GetString().ShouldBe(ErrorCodes.RunWaiting);
        }
    }

    [Fact]
    public async Task Run_HostedWithoutTerminalWhilePaused_EndsAndSaysHowToGoOn()
    {
        _rig.Silo = _silo;
        _silo.Answers["/api/kev"] = new KevStatus(true, [], []);

        (await _rig.RunAsync("run", "x")).ShouldBe(ExitCodes.WaitingForOperator);

        _rig.Error.ToString().ShouldContain("run-1 waits: the factory is paused");
        _rig.Error.ToString().ShouldContain("factory resume");
        _silo.IsDisposed.ShouldBeTrue("the silo stops cleanly");
    }

    [Fact]
    public async Task Run_OtherSilo_ContinuesAfterTheAnswer()
    {
        _rig.PutUp(_silo);
        _silo.Commands["/api/runs"] = _ => _silo.Answers["/api/runs/run-1"];
        _silo.OnEvent = e =>
        {
            if (e.Type == EventTypes.RunEnded)
            {
                _silo.Answers["/api/runs/run-1"] = Samples.Run();
            }
        };
        _silo.Events.Add(Samples.Event(3, EventTypes.RunEnded, "succeeded", ("status", "succeeded")));

        (await _rig.RunAsync("run", "x", "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Count(l => l.GetProperty("type").GetString() == "run-waiting").ShouldBe(1);
    }
}
