using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Kev;

namespace Factory.Domain.Routing;

/// <summary>Which endings of an attempt say something about its model.</summary>
public static class OutcomeRules
{
    /// <summary>Failures whose cause lies with the operator's limits or the machine, not with the model.</summary>
    private static readonly HashSet<string> NotModelFailures =
        [ErrorCodes.BudgetExceeded, ErrorCodes.LifetimeLimitReached, ErrorCodes.SandboxMissing, ErrorCodes.RepositoryInvalid, ErrorCodes.NoModel, ErrorCodes.NoProvider, ErrorCodes.DiskFull, ErrorCodes.GitFailed, ErrorCodes.Internal];

    /// <summary>True when a failure with this code says nothing about the model: its provider failed, or the factory let it do no more.</summary>
    public static bool IsUninformative(string? code) => ProviderFailureHistory.IsProviderFailure(code) || (code is not null && NotModelFailures.Contains(code));

    /// <summary>True when the model was not good enough: its result was sent back or malformed, or the attempt crashed or ran out of time. The next attempt is a tier up.</summary>
    public static bool IsSetback(TaskAttempt attempt) =>
        attempt.Verdict == AttemptVerdict.Rejected || (attempt.Status == AttemptStatus.Failed && !IsUninformative(attempt.Problem?.Code));
}
