using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;

namespace Factory.Agents.Attempts;

/// <summary>Results of attempts whose work never began.</summary>
internal static class AttemptResults
{
    /// <summary>It was stopped while it waited for its turn.</summary>
    public static AttemptResult StoppedBeforeStart(RunningAttempt attempt)
    {
        var (status, problem) = FromStopRequest(attempt) ?? (AttemptStatus.Cancelled, new Problem(ErrorCodes.AttemptCancelled, "stopped"));
        return new(status, null, problem, NoProgress);
    }

    /// <summary>How an attempt ends that somebody stopped; null when nobody did. The operator has the last word.</summary>
    public static (AttemptStatus Status, Problem Problem)? FromStopRequest(RunningAttempt attempt) => attempt switch
    {
        { CancelReason: { } reason } => (AttemptStatus.Cancelled, new Problem(ErrorCodes.AttemptCancelled, reason)),
        { Failure: { } failure } => (AttemptStatus.Failed, failure),
        _ => null,
    };

    /// <summary>Not even its transcript could be opened.</summary>
    public static AttemptResult FailedToRun(Exception e) =>
        new(AttemptStatus.Failed, null, new Problem(ErrorCodes.AttemptFailed, $"The attempt could not be run ({e.GetType().Name}).", "The silo's log has the details; check the data folder's disk, then retry the task."), NoProgress);

    private static AttemptProgress NoProgress => new(0, default, default, "never began");
}
