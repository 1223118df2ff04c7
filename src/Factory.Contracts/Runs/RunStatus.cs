namespace Factory.Contracts.Runs;

/// <summary>Where a run stands. Allowed transitions: <c>docs/reference/runs.md</c>.</summary>
public enum RunStatus
{
    /// <summary>Its stages are worked on.</summary>
    Running,

    /// <summary>A stage waits for an approval or an answer of the operator.</summary>
    WaitingForOperator,

    /// <summary>Every stage is done.</summary>
    Succeeded,

    /// <summary>A stage failed; <c>factory run retry</c> continues there.</summary>
    Failed,

    /// <summary>The operator cancelled it.</summary>
    Cancelled,
}

/// <summary>Where a stage of a run stands. Allowed transitions: <c>docs/reference/runs.md</c>.</summary>
public enum StageStatus
{
    /// <summary>Waits for the stages that it needs, or to be repeated.</summary>
    Waiting,

    /// <summary>Its task is open.</summary>
    Running,

    /// <summary>Its result waits for the stage that reviews it.</summary>
    InReview,

    /// <summary>Its task waits for the operator.</summary>
    WaitingForOperator,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The operator cancelled it.</summary>
    Cancelled,
}
