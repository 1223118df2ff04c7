using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;

namespace Factory.Workshop.Attempts;

/// <summary>Results of attempts whose work never began.</summary>
internal static class AttemptEndings
{
    /// <summary>The operator stopped it while it waited for its turn.</summary>
    public static AttemptResult CancelledBeforeStart(RunningAttempt attempt) =>
        new(AttemptStatus.Cancelled, null, new Problem(ErrorCodes.AttemptCancelled, attempt.CancelReason ?? "stopped"), NoProgress);

    /// <summary>Not even its transcript could be opened.</summary>
    public static AttemptResult Broken(Exception e) =>
        new(AttemptStatus.Failed, null, new Problem(ErrorCodes.AttemptFailed, $"The attempt could not be run ({e.GetType().Name}).", "The silo's log has the details; check the data folder's disk, then retry the task."), NoProgress);

    private static AttemptProgress NoProgress => new(0, default, default, "never began");
}
