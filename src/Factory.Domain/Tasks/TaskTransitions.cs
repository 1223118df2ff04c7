using System.Collections.Frozen;
using Factory.Contracts.Tasks;
using static Factory.Contracts.Tasks.TaskStage;

namespace Factory.Domain.Tasks;

/// <summary>
/// The allowed transitions of tasks. <see cref="TaskRules"/> refuses what is not listed here,
/// <c>docs/reference/tasks.md</c> prints the table and is tested against it.
/// </summary>
public static class TaskTransitions
{
    /// <summary>
    /// For each stage and trigger, the stages that it may lead to. A pair that is not listed is refused.
    /// </summary>
    public static FrozenDictionary<(TaskStage From, TaskTrigger Trigger), TaskStage[]> Table { get; } =
        new Dictionary<(TaskStage, TaskTrigger), TaskStage[]>
        {
            [(Backlog, TaskTrigger.Promote)] = [Ready],
            [(Backlog, TaskTrigger.Cancel)] = [Cancelled],

            [(Ready, TaskTrigger.Assign)] = [InProgress],
            [(Ready, TaskTrigger.Fail)] = [Failed],
            [(Ready, TaskTrigger.Cancel)] = [Cancelled],

            [(InProgress, TaskTrigger.AttemptSucceeded)] = [Review, AwaitingApproval, Delivering, Done],
            [(InProgress, TaskTrigger.AttemptFailed)] = [Ready, Failed],
            [(InProgress, TaskTrigger.AttemptInterrupted)] = [Ready],
            [(InProgress, TaskTrigger.Cancel)] = [Cancelled],

            [(Review, TaskTrigger.ReviewPassed)] = [AwaitingApproval, Delivering, Done],
            [(Review, TaskTrigger.ReviewRejected)] = [Ready, Failed],
            [(Review, TaskTrigger.Cancel)] = [Cancelled],

            [(AwaitingApproval, TaskTrigger.Approved)] = [Delivering],
            [(AwaitingApproval, TaskTrigger.Declined)] = [Failed],
            [(AwaitingApproval, TaskTrigger.ChangesRequested)] = [Ready],
            [(AwaitingApproval, TaskTrigger.Cancel)] = [Cancelled],

            [(Delivering, TaskTrigger.Delivered)] = [Done],
            [(Delivering, TaskTrigger.DeliveryFailed)] = [Ready, Failed],
            [(Delivering, TaskTrigger.Cancel)] = [Cancelled],

            [(Failed, TaskTrigger.Retry)] = [Ready, AwaitingApproval, Delivering],
            // Only a failed task records its stage (TaskState.FailedStage): a cancelled one starts with an attempt
            // again.
            [(Cancelled, TaskTrigger.Retry)] = [Ready],
        }.ToFrozenDictionary();

    /// <summary>True when a task in this stage accepts the trigger.</summary>
    public static bool IsAllowed(TaskStage from, TaskTrigger trigger) => Table.ContainsKey((from, trigger));
}
