namespace Factory.Contracts.Tasks;

/// <summary>
/// Stages of a task. The allowed transitions are one table: <c>Factory.Domain/Tasks/TaskTransitions.cs</c>.
/// </summary>
public enum TaskStage
{
    /// <summary>
    /// Created and kept back: it costs nothing until the operator promotes it to <see cref="Ready"/>.
    /// </summary>
    Backlog,

    /// <summary>It waits for an agent and a model.</summary>
    Ready,

    /// <summary>An attempt is running.</summary>
    InProgress,

    /// <summary>The result waits for its review.</summary>
    Review,

    /// <summary>The action requires the operator's approval.</summary>
    AwaitingApproval,

    /// <summary>The result is accepted and approved; the factory merges or deploys it.</summary>
    Delivering,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Failed, with a reason; the operator can retry it.</summary>
    Failed,

    /// <summary>The operator cancelled it.</summary>
    Cancelled,
}
