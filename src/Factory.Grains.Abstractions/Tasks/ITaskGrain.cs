using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Grains.Abstractions.Tasks;

/// <summary>
/// The only owner of a task's stage. Key: the <see cref="TaskId"/>. Calls go down (run → task → attempt), outbox
/// messages go up.
/// </summary>
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Opens the task. Idempotent: a task that is open already is returned as it is.</summary>
    /// <param name="spec">What to do.</param>
    /// <param name="backlog">True to keep it in the backlog until <see cref="Promote"/>; false to make it
    /// ready.</param>
    Task<TaskView> Open(TaskSpec spec, bool backlog = false);

    /// <summary>The task as it is now; null when it was never opened.</summary>
    Task<TaskView?> Get();

    /// <summary>
    /// Moves the task from the backlog to Ready. One that has left the backlog stays as it is; rejected with
    /// <c>transition.not_allowed</c> when it has failed or was cancelled.
    /// </summary>
    Task<Result<TaskView>> Promote();

    /// <summary>Starts the next attempt as Kev chose.</summary>
    Task<Result<TaskView>> Assign(TaskAssignment assignment);

    /// <summary>Fails the ready task because no agent or model can ever do it.</summary>
    Task<Result<TaskView>> Fail(Problem problem);

    /// <summary>Records the verdict of a review of this task's result.</summary>
    /// <param name="reviewTask">The review task; the same review counts once.</param>
    /// <param name="report">Its report; the verdict counts as it is.</param>
    Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report);

    /// <summary>Records the result of this task's merge or deployment.</summary>
    Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome);

    /// <summary>
    /// Asks the operator for the attempt at work. The same text again returns the same question, with its answer where
    /// there is one.
    /// </summary>
    /// <exception cref="FactoryException"><c>transition.not_allowed</c>: the attempt is not at work on this
    /// task.</exception>
    Task<TaskQuestion> Ask(AttemptId attempt, string text);

    /// <summary>
    /// Records the operator's answer to the open question and passes it to the attempt. Rejects with
    /// <c>question.already_answered</c>.
    /// </summary>
    Task<Result<TaskView>> Answer(string text);

    /// <summary>
    /// Tells the agent something: the attempt at work takes it at its next turn, later attempts from their start. The text
    /// of the latest message again changes nothing. Rejects with <c>transition.not_allowed</c> when no agent will work on the task.
    /// </summary>
    Task<Result<TaskView>> Tell(string text);

    /// <summary>Stops the task and its attempt.</summary>
    Task<Result<TaskView>> Cancel(string reason);

    /// <summary>
    /// Retries a failed or cancelled task with a new allowance of attempts: at the stage that failed when its result is
    /// kept, else as ready. One that is under way stays as it is.
    /// </summary>
    Task<Result<TaskView>> Retry();

    /// <summary>
    /// Reads the attempt or approval that it waits for, continues where it can, and applies the effect of its stage
    /// again. Safe to call at any time.
    /// </summary>
    Task Advance();
}
