namespace Factory.Contracts.Tasks;

/// <summary>Where a task stands. Allowed transitions: <c>docs/reference/tasks.md</c>.</summary>
public enum TaskStage
{
    /// <summary>Created, not ready yet.</summary>
    Backlog,

    /// <summary>Waits for an agent and a model.</summary>
    Ready,

    /// <summary>An attempt is at work.</summary>
    InProgress,

    /// <summary>The result waits for its review.</summary>
    Review,

    /// <summary>The action requires the operator's approval.</summary>
    AwaitingApproval,

    /// <summary>Accepted and allowed; the factory merges or deploys.</summary>
    Delivering,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Failed, with a reason; the operator can retry it.</summary>
    Failed,

    /// <summary>The operator stopped it.</summary>
    Cancelled,
}
