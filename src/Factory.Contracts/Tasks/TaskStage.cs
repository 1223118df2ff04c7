namespace Factory.Contracts.Tasks;

/// <summary>Where a task stands. Allowed moves are one table: <c>Factory.Domain/Tasks/TaskTransitions.cs</c>.</summary>
public enum TaskStage
{
    /// <summary>Created and kept back: it costs nothing until the operator promotes it to <see cref="Ready"/>.</summary>
    Backlog,

    /// <summary>Waits for Kev to find an agent and a model.</summary>
    Ready,

    /// <summary>An attempt is at work.</summary>
    InProgress,

    /// <summary>The result is there; a different model looks at it.</summary>
    Review,

    /// <summary>The operator must say yes before the factory acts.</summary>
    AwaitingApproval,

    /// <summary>Accepted and allowed; the factory merges or deploys.</summary>
    Delivering,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Given up, with a reason; the operator can retry it.</summary>
    Failed,

    /// <summary>The operator stopped it.</summary>
    Cancelled,
}
