namespace Factory.Domain.Tasks;

/// <summary>
/// What moves a task from one stage to another; <see cref="TaskTransitions"/> lists from where and to where.
/// </summary>
public enum TaskTrigger
{
    /// <summary>The operator takes it from the backlog.</summary>
    Promote,

    /// <summary>Kev chose an agent and a model.</summary>
    Assign,

    /// <summary>No agent or model can do it, or its lifetime limit is reached.</summary>
    Fail,

    /// <summary>The attempt produced a valid result.</summary>
    AttemptSucceeded,

    /// <summary>The attempt ended without a valid result.</summary>
    AttemptFailed,

    /// <summary>The attempt was cancelled, or lost with its silo; it does not count as failed.</summary>
    AttemptInterrupted,

    /// <summary>The review passed the result.</summary>
    ReviewPassed,

    /// <summary>The review sent the result back.</summary>
    ReviewRejected,

    /// <summary>The operator approved the action.</summary>
    Approved,

    /// <summary>The operator rejected the action, or the approval expired.</summary>
    Declined,

    /// <summary>The operator sent the result back with a reason.</summary>
    ChangesRequested,

    /// <summary>The merge or deployment succeeded.</summary>
    Delivered,

    /// <summary>The merge or deployment failed.</summary>
    DeliveryFailed,

    /// <summary>The operator stops it.</summary>
    Cancel,

    /// <summary>The operator retries it.</summary>
    Retry,
}
