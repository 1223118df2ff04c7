using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>A call to another grain that a run's state or command requires. Applying one twice is safe.</summary>
public abstract record RunEffect
{
    private protected RunEffect()
    {
    }
}

/// <summary>A stage's task must be open.</summary>
/// <param name="Task">The task's id, committed with the run before.</param>
/// <param name="Spec">Its specification.</param>
public sealed record OpenTaskEffect(TaskId Task, TaskSpec Spec) : RunEffect;

/// <summary>A reviewed task must receive the verdict of its review.</summary>
/// <param name="Reviewed">The reviewed task as it was read.</param>
/// <param name="ReviewTask">The review task.</param>
/// <param name="Report">Its report; the verdict counts as it is.</param>
public sealed record RecordReviewEffect(TaskView Reviewed, TaskId ReviewTask, ReviewReport Report) : RunEffect;

/// <summary>A task must stop.</summary>
/// <param name="Task">The task.</param>
/// <param name="Reason">Why, one line.</param>
public sealed record CancelTaskEffect(TaskId Task, string Reason) : RunEffect;

/// <summary>A failed or cancelled task must be ready again.</summary>
/// <param name="Task">The task.</param>
public sealed record RetryTaskEffect(TaskId Task) : RunEffect;

/// <summary>The run's budget must have this cap.</summary>
/// <param name="Cap">The cap.</param>
public sealed record SetBudgetEffect(Usd Cap) : RunEffect;
