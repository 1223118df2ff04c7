namespace Factory.Contracts.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Stages are being worked on.</summary>
    Running,

    /// <summary>An approval or an answer of the operator is needed before anything moves.</summary>
    WaitingForOperator,

    /// <summary>Every stage is done.</summary>
    Succeeded,

    /// <summary>A stage failed; <c>factory run retry</c> goes on there.</summary>
    Failed,

    /// <summary>The operator stopped it.</summary>
    Cancelled,
}

/// <summary>Where a stage of a run stands.</summary>
public enum StageStatus
{
    /// <summary>Waits for the stages before it.</summary>
    Waiting,

    /// <summary>Its task is open.</summary>
    Running,

    /// <summary>Its result is there and waits for the stage that reviews it.</summary>
    InReview,

    /// <summary>Its task waits for the operator.</summary>
    WaitingForOperator,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>The operator stopped it.</summary>
    Cancelled,
}
