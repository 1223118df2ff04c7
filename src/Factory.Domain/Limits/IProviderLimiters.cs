using Factory.Contracts.Errors;

namespace Factory.Domain.Limits;

/// <summary>
/// Limits the calls to each provider, one for the gateway and the built-in loop together: places at once, requests and tokens a minute and a day, a queue with an end, a breaker for
/// providers that fail, and a pause when one says how long to wait.
/// </summary>
public interface IProviderLimiters
{
    /// <summary>Waits for a permit. Completes at once while there is one.</summary>
    /// <param name="provider">Its name in <c>models.json</c>.</param>
    /// <param name="tokens">The upper bound, input and output.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    ValueTask<AcquireResult> AcquireAsync(string provider, long tokens, CancellationToken cancellationToken);
}

/// <summary>A permit for a call to a provider, or why there is none. Exactly one of the two is there.</summary>
/// <param name="Permit">The place; leave it by disposing, after <see cref="IProviderPermit.Report"/>.</param>
/// <param name="Rejection">Why there is none.</param>
public readonly record struct AcquireResult(IProviderPermit? Permit, ProviderRejection? Rejection);

/// <summary>Why a provider takes no call now.</summary>
/// <param name="Problem"><c>model.rate_limited</c> (its limits, or its Retry-After) or <c>model.unavailable</c> (its breaker is open, or the queue is full).</param>
/// <param name="RetryAfter">How long until it may take one; null when unknown.</param>
/// <param name="IsOverloaded">True when the factory itself is at its end (queue full): an honest 503, not a 429.</param>
public sealed record ProviderRejection(Problem Problem, TimeSpan? RetryAfter, bool IsOverloaded);

/// <summary>A permit for a call to a provider, held for one call.</summary>
public interface IProviderPermit : IDisposable
{
    /// <summary>How the call went: moves the breaker, the pause and the counts. Once, before disposing; without it the call counts with its upper bound.</summary>
    void Report(ProviderOutcome outcome);

    /// <summary>The call never went out (the money did not reach, its protocol could not say it): it does not count against the provider's limits. Before disposing, in place of a report.</summary>
    void Void();
}

/// <summary>How a provider answered one call.</summary>
/// <param name="Kind">What it means for the provider.</param>
/// <param name="RetryAfter">Its own word on how long to wait; null when it gave none.</param>
/// <param name="Tokens">Tokens that were used; the upper bound stays counted when null.</param>
public readonly record struct ProviderOutcome(ProviderOutcomeKind Kind, TimeSpan? RetryAfter = null, long? Tokens = null);

/// <summary>What an answer means for a provider.</summary>
public enum ProviderOutcomeKind
{
    /// <summary>It works; also when it refused the request itself (a bad request, a model it does not know).</summary>
    Success,

    /// <summary>It throttles (429, 529) (429, 529).</summary>
    Throttled,

    /// <summary>It failed: no connection, 5xx, a broken or silent answer.</summary>
    Failed,

    /// <summary>It will not serve until the operator acts: 401, 402, 403.</summary>
    Disabled,
}
