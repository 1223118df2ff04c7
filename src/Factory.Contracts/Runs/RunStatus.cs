namespace Factory.Contracts.Runs;

/// <summary>Status of a run.</summary>
public enum RunStatus
{
    /// <summary>A stage is in progress.</summary>
    Running,

    /// <summary>An approval or an answer of the operator is required to continue.</summary>
    WaitingForOperator,

    /// <summary>Every stage is done.</summary>
    Succeeded,

    /// <summary>A stage failed; <c>factory run retry</c> continues there.</summary>
    Failed,

    /// <summary>The operator cancelled it.</summary>
    Cancelled,
}

/// <summary>Status of a stage of a run.</summary>
public enum StageStatus
{
    /// <summary>It waits for the stages that it needs.</summary>
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
