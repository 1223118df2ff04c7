using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Health;

namespace Factory.Agents.Attempts;

/// <summary>Results of attempts that were stopped or never started.</summary>
internal static class AttemptResults
{
    /// <summary>Returns the result of an attempt that was stopped before it started.</summary>
    public static AttemptResult StoppedBeforeStart(RunningAttempt attempt)
    {
        var (status, problem) = FromStopRequest(attempt) ?? (AttemptStatus.Cancelled, new Problem(ErrorCodes.AttemptCancelled, "stopped"));
        return new(status, null, problem, NoProgress);
    }

    /// <summary>
    /// Returns how a stopped attempt ends; null when it was not stopped. A cancellation by the operator takes
    /// precedence over a failure.
    /// </summary>
    public static (AttemptStatus Status, Problem Problem)? FromStopRequest(RunningAttempt attempt) => attempt switch
    {
        { CancelReason: { } reason } => (AttemptStatus.Cancelled, new Problem(ErrorCodes.AttemptCancelled, reason)),
        { Failure: { } failure } => (AttemptStatus.Failed, failure),
        _ => null,
    };

    /// <summary>
    /// Returns the result of an attempt that could not be started, for example because its transcript could not be
    /// opened.
    /// </summary>
    public static AttemptResult FailedToRun(Exception e) =>
        new(AttemptStatus.Failed, null, DiskErrors.IsDiskFull(e) ? DiskErrors.DiskFull : new Problem(
            ErrorCodes.AttemptFailed,
            $"The attempt could not be started ({e.GetType().Name}).",
            "See the silo's log for details and check the disk of the data folder, then retry the task."), NoProgress);

    private static AttemptProgress NoProgress => new(0, default, default, "not started");
}
