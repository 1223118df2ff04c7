using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>A change of a run. <see cref="RunState.Apply"/> produces the next state from it.</summary>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }
}

/// <summary>The run moved to another status.</summary>
/// <param name="Trigger">The row of <see cref="RunTransitions.Runs"/>.</param>
/// <param name="To">The new status.</param>
/// <param name="Problem">Why it failed or was cancelled; null otherwise.</param>
public sealed record RunTransitioned(RunTrigger Trigger, RunStatus To, Problem? Problem = null) : RunEvent;

/// <summary>The operator set another hard cap.</summary>
/// <param name="Budget">The new cap.</param>
public sealed record RunBudgetChanged(Usd Budget) : RunEvent;

/// <summary>The operator allowed the builder's own model to review.</summary>
public sealed record SameReviewerAllowed : RunEvent;

/// <summary>A change of one stage.</summary>
/// <param name="Stage">The stage's name.</param>
public abstract record StageEvent(string Stage) : RunEvent;

/// <summary>A stage moved to another status.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Trigger">The row of <see cref="RunTransitions.Stages"/>.</param>
/// <param name="To">The new status.</param>
/// <param name="Outcome">How it ended or why it waits, one line; null when there is nothing to report.</param>
/// <param name="RetriedRevision">The revision of the task that must be retried; null for none.</param>
public sealed record StageTransitioned(
    string Stage,
    StageTrigger Trigger,
    StageStatus To,
    string? Outcome,
    int? RetriedRevision = null) : StageEvent(Stage);

/// <summary>A stage started a round with a new task.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Task">The task of the round; opened after this event is committed.</param>
public sealed record StageRoundStarted(string Stage, TaskId Task) : StageEvent(Stage);

/// <summary>A stage gave up its latest task and waits for its next round.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="LoopBackReason">
/// Why this stage sent the pipeline back to an earlier stage; null when another stage or the operator did.
/// </param>
public sealed record StageReset(string Stage, string? LoopBackReason = null) : StageEvent(Stage);

/// <summary>A stage's task has changed since the run last read it.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Task">The task as it is now.</param>
public sealed record StageTaskObserved(string Stage, TaskView Task) : StageEvent(Stage);

/// <summary>A stage has another outcome in the same status, for example another open question.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Outcome">One line; null when there is nothing to report any more.</param>
public sealed record StageOutcomeChanged(string Stage, string? Outcome) : StageEvent(Stage);
