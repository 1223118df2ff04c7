using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

/// <summary>A task is stopped for good after so many attempts, whatever became of them.</summary>
public class LifetimeLimitsTests
{
    [Theory]
    [InlineData(2, TaskStage.InProgress, null)]
    [InlineData(3, TaskStage.Failed, ErrorCodes.LifetimeLimitReached)]
    [InlineData(4, TaskStage.Failed, ErrorCodes.LifetimeLimitReached)]
    public void Decide_AssignAfterSoManyLostAttempts_StopsAtTheBrake(int attempts, TaskStage expected, string? code)
    {
        var task = Lost(attempts);
        task.FailedAttempts.ShouldBe(0, "lost attempts do not count as failed, but the brake counts them");

        var next = Assign(task, Brake(3));

        (next.Stage, next.Problem?.Code).ShouldBe((expected, code));
    }

    [Fact]
    public void Decide_Braked_NamesTheKeyToRaiseAndHowToGoOn()
    {
        var problem = Assign(Lost(3), Brake(3)).Problem!;
        problem.Message.ShouldBe("task-1 has had 3 attempts; a task of the kind 'build' is stopped at 3.");
        problem.Hint.ShouldBe("Raise kinds.build.lifetime_limits.attempts in silo-config/policy.yaml above 3, then: factory config reload && factory run retry run-1");
        var alone = Lost(3);
        Assign(alone with { Spec = alone.Spec with { Run = null } }, Brake(3)).Problem!.Hint!.ShouldEndWith("then: factory config reload && factory task retry task-1");
    }

    [Fact]
    public void Decide_RaisedBrake_LetsARetriedTaskGoOn()
    {
        var stopped = Assign(Lost(3), Brake(3));
        var ready = Apply(stopped, new RetryTask());
        ready.Stage.ShouldBe(TaskStage.Ready);
        Assign(ready, Brake(3)).Stage.ShouldBe(TaskStage.Failed);
        Assign(ready, Brake(4)).Stage.ShouldBe(TaskStage.InProgress);
    }

    [Fact]
    public void Decide_AttemptAtWork_IsNotTouchedByTheBrake()
    {
        var working = Assign(Lost(2), Brake(3), "attempt-now");
        Decide(working, "attempt-now", Brake(1)).ShouldBe(Decision<TaskEvent>.Unchanged);
        Decide(working, "attempt-other", Brake(1)).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);
    }

    private static LifetimeLimits Brake(int attempts) => new(1, 1, attempts);

    private static TaskState Lost(int attempts)
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now);
        for (var i = 1; i <= attempts; i++)
        {
            var id = AttemptId.Parse($"attempt-{i}");
            task = Apply(task, new AssignAttempt(id, Given.Assignment));
            task = Apply(task, new EndAttempt(Ended(AttemptStatus.Lost, id)));
        }

        return task;
    }

    private static Decision<TaskEvent> Decide(TaskState task, string attempt, LifetimeLimits limits) =>
        new TaskRules(Given.Actions(), limits).Decide(task, new AssignAttempt(AttemptId.Parse(attempt), Given.Assignment), Approval, Given.Now);

    private static TaskState Assign(TaskState task, LifetimeLimits limits, string attempt = "attempt-next") =>
        Decide(task, attempt, limits).Events.Aggregate(task, (t, e) => t.Apply(e, Given.Now));
}
