using System.Collections.Frozen;
using Factory.Contracts.Tasks;
using static Factory.Contracts.Tasks.TaskStage;

namespace Factory.Domain.Tasks;

/// <summary>The table of moves: the only one. The code asks it, the test walks it, <c>docs/reference/tasks.md</c> prints it.</summary>
public static class TaskMoves
{
    /// <summary>For each stage and move, the stages it may lead to. A pair that is not here is refused.</summary>
    public static FrozenDictionary<(TaskStage From, TaskMove Move), TaskStage[]> Table { get; } = new Dictionary<(TaskStage, TaskMove), TaskStage[]>
    {
        [(Backlog, TaskMove.Promote)] = [Ready],
        [(Backlog, TaskMove.Cancel)] = [Cancelled],

        [(Ready, TaskMove.Assign)] = [InProgress],
        [(Ready, TaskMove.Refuse)] = [Failed],
        [(Ready, TaskMove.Cancel)] = [Cancelled],

        [(InProgress, TaskMove.AttemptSucceeded)] = [Review, AwaitingApproval, Delivering, Done],
        [(InProgress, TaskMove.AttemptFailed)] = [Ready, Failed],
        [(InProgress, TaskMove.AttemptInterrupted)] = [Ready],
        [(InProgress, TaskMove.Cancel)] = [Cancelled],

        [(Review, TaskMove.ReviewPassed)] = [AwaitingApproval, Delivering, Done],
        [(Review, TaskMove.ReviewRejected)] = [Ready, Failed],
        [(Review, TaskMove.Cancel)] = [Cancelled],

        [(AwaitingApproval, TaskMove.Approved)] = [Delivering, Done],
        [(AwaitingApproval, TaskMove.Declined)] = [Failed],
        [(AwaitingApproval, TaskMove.Cancel)] = [Cancelled],

        [(Delivering, TaskMove.Delivered)] = [Done],
        [(Delivering, TaskMove.DeliveryFailed)] = [Ready, Failed],
        [(Delivering, TaskMove.Cancel)] = [Cancelled],

        [(Failed, TaskMove.Retry)] = [Ready, AwaitingApproval, Delivering],
        [(Cancelled, TaskMove.Retry)] = [Ready],
    }.ToFrozenDictionary();

    /// <summary>True when the move is allowed in this stage.</summary>
    public static bool IsAllowed(TaskStage from, TaskMove move) => Table.ContainsKey((from, move));
}
