using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Grains.Abstractions.Tasks;

/// <summary>The only owner of a task's stage. Key: the <see cref="TaskId"/>. Calls go down (run → task → attempt), outbox messages go up.</summary>
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Opens the task. Idempotent: a task that is open already is returned as it is.</summary>
    /// <param name="spec">What to do.</param>
    /// <param name="backlog">True to keep it in the backlog until <see cref="Promote"/>; false to make it ready.</param>
    Task<TaskView> Open(TaskSpec spec, bool backlog = false);

    /// <summary>The task as it is; null when it was never opened.</summary>
    Task<TaskView?> Get();

    /// <summary>Moves the task from the backlog to Ready. Rejected with <c>transition.not_allowed</c> in every other stage.</summary>
    Task<Result<TaskView>> Promote();

    /// <summary>Starts the next attempt as Kev chose.</summary>
    Task<Result<TaskView>> Assign(TaskAssignment assignment);

    /// <summary>Gives up before work started, because no agent or model can ever do it.</summary>
    Task<Result<TaskView>> Fail(Problem problem);

    /// <summary>Records what the review of this task's result concluded.</summary>
    /// <param name="reviewTask">The review task; the same review counts once.</param>
    /// <param name="report">Its report, with the factory's evidence.</param>
    Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report);

    /// <summary>Records the result of the merge or deployment that this task asked for.</summary>
    Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome);

    /// <summary>An agent at work asks the operator. The same text again gives the same question, with its answer where there is one.</summary>
    Task<TaskQuestion> Ask(AttemptId attempt, string text);

    /// <summary>The operator answers the open question.</summary>
    Task<Result<TaskView>> Answer(string text);

    /// <summary>Stops the task and its attempt.</summary>
    Task<Result<TaskView>> Cancel(string reason);

    /// <summary>Sends a failed or cancelled task back to Ready with a fresh allowance of attempts.</summary>
    Task<Result<TaskView>> Retry();

    /// <summary>Looks at the attempt, the approval and the delivery it waits for and goes on where it can. Safe to call at any time, any number of times.</summary>
    Task Advance();
}
