using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Kev;

/// <summary>
/// A task's attempts that failed because of a provider, not because of the work or the model: they send the task to
/// another provider and do not raise its tier.
/// </summary>
public sealed class ProviderFailureHistory
{
    /// <summary>Failures that last until the operator acts.</summary>
    private static readonly HashSet<string> PermanentFailures = [ErrorCodes.ModelKeyRejected, ErrorCodes.ModelCreditExhausted];

    /// <summary>Failures that pass: another provider is preferred, but the same one can be tried again.</summary>
    private static readonly HashSet<string> TransientFailures = [ErrorCodes.ModelUnavailable, ErrorCodes.ModelRateLimited];

    private readonly List<TaskAttempt> _failures;

    /// <summary>The failures since the task was opened or retried.</summary>
    public ProviderFailureHistory(TaskView task) => _failures =
    [
        .. task.Attempts
            .Where(a => a.Status == Contracts.Attempts.AttemptStatus.Failed)
            // The count starts again with the operator's retry: a key that was rejected before it may have been
            // replaced.
            .TakeLast(task.FailedAttempts)
            .Where(a => IsProviderFailure(a.Problem?.Code)),
    ];

    /// <summary>Number of these attempts.</summary>
    public int Count => _failures.Count;

    /// <summary>True when the code is a failure of a provider; false for null.</summary>
    public static bool IsProviderFailure(string? code) =>
        code is not null && (PermanentFailures.Contains(code) || TransientFailures.Contains(code));

    /// <summary>What happens after an attempt that failed with this code, as a sentence for people.</summary>
    public static string NextStep(string code) =>
        PermanentFailures.Contains(code) ? "Another provider is used if there is one."
        : TransientFailures.Contains(code) ? "It is tried again, with another provider if there is one."
        : "It is tried again, a tier up if there is one.";

    /// <summary>Why a provider is not used for this task any more; null when it can be used.</summary>
    public Problem? PermanentFailureOf(string provider) =>
        _failures.LastOrDefault(a => a.Model.Provider == provider && PermanentFailures.Contains(a.Problem!.Code))?.Problem;

    /// <summary>True when other providers are preferred to this one.</summary>
    public bool IsAvoided(string provider) => _failures.Any(a => a.Model.Provider == provider);

    /// <summary>The providers to which others are preferred; empty when there are none.</summary>
    public IReadOnlyList<string> Avoided => [.. _failures.Select(a => a.Model.Provider).Distinct()];
}
