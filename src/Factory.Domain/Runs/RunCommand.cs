using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>Commands of a run; <see cref="RunRules.Decide"/> answers each of them.</summary>
public abstract record RunCommand
{
    private protected RunCommand()
    {
    }
}

/// <summary>Reconciles the run with its tasks. Repeating it with the same tasks produces no events.</summary>
/// <param name="Tasks">The latest task of every stage whose task has been opened.</param>
public sealed record AdvanceRun(IReadOnlyDictionary<TaskId, TaskView> Tasks) : RunCommand;

/// <summary>The operator stops the run.</summary>
/// <param name="Reason">Why, one line.</param>
public sealed record CancelRun(string Reason) : RunCommand;

/// <summary>The operator continues a failed or cancelled run at the stages that stopped.</summary>
/// <param name="Budget">The new hard cap; null keeps the one in force.</param>
/// <param name="AllowSameReviewer">True lets the builder's own model review from now on; false changes nothing.</param>
/// <param name="Tasks">The latest task of every stage whose task has been opened.</param>
public sealed record RetryRun(Usd? Budget, bool AllowSameReviewer, IReadOnlyDictionary<TaskId, TaskView> Tasks) : RunCommand;
