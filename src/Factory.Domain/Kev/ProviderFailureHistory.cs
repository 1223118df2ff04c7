using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Kev;

/// <summary>
/// Failures that say something about a provider and nothing about the work or the model's strength: they send the task to another provider
/// and raise no tier.
/// </summary>
public sealed class ProviderFailureHistory
{
    /// <summary>Nothing gets better by itself: the operator must act.</summary>
    private static readonly HashSet<string> PermanentFailures = [ErrorCodes.ModelKeyRejected, ErrorCodes.ModelCreditExhausted];

    /// <summary>May pass: another provider is better, but the same one is worth a try.</summary>
    private static readonly HashSet<string> TransientFailures = [ErrorCodes.ModelUnavailable, ErrorCodes.ModelRateLimited];

    private readonly List<TaskAttempt> _failures;

    /// <summary>The trouble that a task had since it was opened or retried.</summary>
    public ProviderFailureHistory(TaskView task) =>
        _failures = [.. task.Attempts.Where(a => a.Status == Contracts.Attempts.AttemptStatus.Failed).TakeLast(task.FailedAttempts).Where(a => IsProviderFailure(a.Problem?.Code))];

    /// <summary>How many attempts failed of it.</summary>
    public int Count => _failures.Count;

    /// <summary>True when the code is such a failure.</summary>
    public static bool IsProviderFailure(string? code) => code is not null && (PermanentFailures.Contains(code) || TransientFailures.Contains(code));

    /// <summary>What happens after a failed attempt, in words that end the sentence about it.</summary>
    public static string NextStep(string code) =>
        PermanentFailures.Contains(code) ? "Another provider is looked for."
        : TransientFailures.Contains(code) ? "It is tried again, with another provider if there is one."
        : "It is tried again, a tier up if there is one.";

    /// <summary>Why a provider is not used for this task any more; null when it is.</summary>
    public Problem? PermanentFailureOf(string provider) => _failures.LastOrDefault(a => a.Model.Provider == provider && PermanentFailures.Contains(a.Problem!.Code))?.Problem;

    /// <summary>True when others come first.</summary>
    public bool IsAvoided(string provider) => _failures.Any(a => a.Model.Provider == provider);

    /// <summary>The providers that others come before, for a reason to read; empty when there are none.</summary>
    public IReadOnlyList<string> Avoided => [.. _failures.Select(a => a.Model.Provider).Distinct()];
}
