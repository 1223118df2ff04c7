using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Kev;

namespace Factory.Domain.Routing;

/// <summary>Decides which ends of an attempt count for or against its model.</summary>
public static class OutcomeRules
{
    // Failures that the operator's limits or the machine caused, not the model.
    private static readonly HashSet<string> NotModelFailures =
        [
            ErrorCodes.BudgetExceeded,
            ErrorCodes.LifetimeLimitReached,
            ErrorCodes.SandboxMissing,
            ErrorCodes.RepositoryInvalid,
            ErrorCodes.NoModel,
            ErrorCodes.NoProvider,
            ErrorCodes.DiskFull,
            ErrorCodes.GitFailed,
            ErrorCodes.Internal
        ];

    /// <summary>
    /// True when a failure with this code is not the model's: its provider failed, or the factory stopped the attempt.
    /// </summary>
    public static bool IsUninformative(string? code) =>
        ProviderFailureHistory.IsProviderFailure(code) || (code is not null && NotModelFailures.Contains(code));

    /// <summary>
    /// True when the model was not good enough: its result was rejected or malformed, or the attempt crashed or ran out
    /// of time. The next attempt uses a higher tier.
    /// </summary>
    public static bool IsSetback(TaskAttempt attempt) =>
        attempt.Verdict == AttemptVerdict.Rejected || (attempt.Status == AttemptStatus.Failed && !IsUninformative(attempt.Problem?.Code));
}
