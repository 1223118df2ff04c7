namespace Factory.Domain.Runs;

/// <summary>
/// What moves a stage of a run from one status to another; <see cref="RunTransitions.Stages"/> lists from where and to
/// where.
/// </summary>
public enum StageTrigger
{
    /// <summary>Everything the stage needs is there: a round starts with a new task.</summary>
    StartRound,

    /// <summary>The stage's task, or the task that it reviews, was read and is in another stage.</summary>
    Observe,

    /// <summary>The stage's latest task does not count any more: the stage is repeated.</summary>
    Reset,

    /// <summary>The operator stops the run.</summary>
    Cancel,

    /// <summary>The operator continues the run; the stage's task is retried.</summary>
    Retry,
}
