namespace Factory.Domain.Runs;

/// <summary>
/// What moves a run from one status to another; <see cref="RunTransitions.Runs"/> lists from where and to where.
/// </summary>
public enum RunTrigger
{
    /// <summary>A stage waits for an approval or an answer.</summary>
    OperatorNeeded,

    /// <summary>No stage waits for the operator any more.</summary>
    OperatorResponded,

    /// <summary>Every stage is done.</summary>
    StagesDone,

    /// <summary>A stage failed, or its task was cancelled, and no earlier stage takes the work back.</summary>
    StageFailed,

    /// <summary>The operator stops the run.</summary>
    Cancel,

    /// <summary>The operator continues the run.</summary>
    Retry,
}
