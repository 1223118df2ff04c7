using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

/// <summary>A task is failed after a number of attempts, whatever their results.</summary>
public class LifetimeLimitsTests
{
    [Theory]
    [InlineData(2, TaskStage.InProgress, null)]
    [InlineData(3, TaskStage.Failed, ErrorCodes.LifetimeLimitReached)]
    [InlineData(4, TaskStage.Failed, ErrorCodes.LifetimeLimitReached)]
    public void Assign_AfterLostAttempts_FailsAtTheLimit(int attempts, TaskStage expected, string? code)
    {
        var task = Lost(attempts);
        task.FailedAttempts.ShouldBe(0, "lost attempts do not count as failed, but the limit counts them");

        var next = Assign(task, limit: 3);

        (next.Stage, next.Problem?.Code).ShouldBe((expected, code));
    }

    [Theory]
    [InlineData("run-1", "factory run retry run-1")]
    [InlineData(null, "factory task retry task-1")]
    public void Assign_AtTheLimit_NamesTheKeyToRaiseAndTheCommand(string? run, string command)
    {
        var task = Lost(3);
        task = task with { Spec = task.Spec with { Run = run is null ? null : RunId.Parse(run) } };

        var problem = Assign(task, limit: 3).Problem!;

        problem.Message.ShouldBe("task-1 has had 3 attempts; a task of the kind 'build' is stopped at 3.");
        problem.Hint.ShouldBe("Raise kinds.build.lifetime_limits.attempts in silo-config/policy.yaml above 3, then: factory config " +
            $"reload && {command}");
    }

    [Theory]
    [InlineData(3, TaskStage.Failed)]
    [InlineData(4, TaskStage.InProgress)]
    public void Assign_AfterRetry_ContinuesOnlyWithARaisedLimit(int limit, TaskStage expected)
    {
        var ready = Apply(Assign(Lost(3), limit: 3), new RetryTask());
        ready.Stage.ShouldBe(TaskStage.Ready);

        Assign(ready, limit).Stage.ShouldBe(expected);
    }

    [Fact]
    public void Assign_AttemptAtWork_IsRejectedAndNotFailedByTheLimit() =>
        Decide(Assign(Lost(2), limit: 3), limit: 1).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);

    private static TaskState Lost(int attempts)
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now);
        for (var i = 1; i <= attempts; i++)
        {
            task = Apply(task, new AssignAttempt(Given.Assignment));
            task = Apply(task, new EndAttempt(Ended(AttemptStatus.Lost, task.ActiveAttempt)));
        }

        return task;
    }

    private static Decision<TaskEvent> Decide(TaskState task, int limit)
    {
        var build = KindPolicy.Default with { LifetimeLimits = new LifetimeLimits(1, 1, limit) };
        return GivenTask.Decide(
            task,
            new AssignAttempt(Given.Assignment),
            Given.Policy() with { Kinds = new Dictionary<string, KindPolicy> { ["build"] = build } });
    }

    private static TaskState Assign(TaskState task, int limit) =>
        Decide(task, limit).Events.Aggregate(task, (t, e) => t.Apply(e, Given.Now));
}
