using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Tasks;

/// <summary>A reviewed task with a merge action in any stage, and commands for it.</summary>
internal static class GivenTask
{
    public static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");
    public static readonly ApprovalId Approval = ApprovalId.Parse("approval-1");

    public static TaskState In(TaskStage stage)
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(reviewed: true, action: Given.Merge), Given.Now);
        if (stage is TaskStage.Backlog or TaskStage.Ready)
        {
            return task with { Stage = stage };
        }

        task = task.Apply(new AttemptAssigned(Attempt, Given.Assignment), Given.Now)
            .Apply(new TaskTransitioned(TaskTrigger.Assign, TaskStage.InProgress, ""), Given.Now);
        return stage == TaskStage.InProgress ? task : task with
        {
            Stage = stage,
            ActiveAttempt = null,
            Artifact = Given.Change(),
            StartCommit = "c1",
            Approval = stage == TaskStage.AwaitingApproval ? Approval : null,
            FailedStage = stage == TaskStage.Failed ? TaskStage.InProgress : null,
        };
    }

    public static AttemptView Ended(AttemptStatus status, AttemptId? id = null, Problem? problem = null)
    {
        var task = In(TaskStage.InProgress);
        var order = new AttemptRequest(id ?? Attempt, task.Id, 1, task.Spec, Given.Assignment, [], null, []);
        var progress = new AttemptProgress(3, new(100, 20), default, "submitted");
        return new AttemptView(
            order,
            status,
            progress,
            new AttemptResult(status, status == AttemptStatus.Succeeded ? Given.Change() : null, problem, progress),
            Given.Now,
            Given.Now);
    }

    public static ApprovalView ApprovalOf(TaskState task, ApprovalStatus status) =>
        new(
            Approval,
            new ApprovalRequest(task.Id, null, "merge", ApprovalTier.ApproveBefore, "Merge", "why", "", default, TimeSpan.FromDays(1)),
            status,
            Given.Now,
            Given.Now.AddDays(1),
            Given.Now,
            "operator",
            null);

    public static Decision<TaskEvent> Decide(TaskState task, TaskCommand command) => Decide(task, command, Given.Policy());

    /// <summary>The first id of each kind ends in 1: <see cref="Attempt"/>, <see cref="Approval"/>.</summary>
    public static Decision<TaskEvent> Decide(TaskState task, TaskCommand command, FactoryPolicy policy, IIdGenerator? ids = null) =>
        new TaskRules(new StaticConfigSource(Given.Config(policy)), ids ?? new SequentialIdGenerator()).Decide(task, command, Given.Now);

    public static TaskState Apply(TaskState task, TaskCommand command) => Apply(task, command, Given.Policy());

    public static TaskState Apply(TaskState task, TaskCommand command, FactoryPolicy policy)
    {
        var decision = Decide(task, command, policy);
        decision.Problem.ShouldBeNull();
        return decision.Events.Aggregate(task, (t, e) => t.Apply(e, Given.Now));
    }
}
