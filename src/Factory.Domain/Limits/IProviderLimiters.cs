using Factory.Contracts.Errors;

namespace Factory.Domain.Limits;

/// <summary>
/// Limits the calls to each provider, for the gateway and the built-in loop together: concurrent calls, requests and
/// tokens per minute and per day, a bounded queue, a circuit breaker for providers that fail, and a pause when a
/// provider says how long to wait.
/// </summary>
public interface IProviderLimiters
{
    /// <summary>Acquires a permit for one call; waits in the queue while none is free.</summary>
    /// <param name="provider">Its name in <c>models.json</c>.</param>
    /// <param name="tokens">Upper bound of the call's tokens, input and output.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<AcquireResult> AcquireAsync(string provider, long tokens, CancellationToken cancellationToken);
}

/// <summary>A permit for a call to a provider, or why there is none. Exactly one of the two is set.</summary>
/// <param name="Permit">The permit; dispose it after <see cref="IProviderPermit.Report"/>.</param>
/// <param name="Rejection">Why there is none.</param>
public readonly record struct AcquireResult(IProviderPermit? Permit, ProviderRejection? Rejection);

/// <summary>Why a call was rejected.</summary>
/// <param name="Problem"><c>model.rate_limited</c> (its limits, or its Retry-After) or <c>model.unavailable</c> (its
/// breaker is open, or the queue is full).</param>
/// <param name="RetryAfter">How long to wait before the next try; null when unknown.</param>
/// <param name="IsOverloaded">True when the factory's own queue is full: the gateway responds with 503 and not with
/// 429.</param>
public sealed record ProviderRejection(Problem Problem, TimeSpan? RetryAfter, bool IsOverloaded);

/// <summary>A permit for a call to a provider, held for one call.</summary>
public interface IProviderPermit : IDisposable
{
    /// <summary>
    /// Reports the outcome, which updates circuit breaker, pause and counts. At most once, before disposing; without a
    /// report the call counts with its upper bound.
    /// </summary>
    void Report(ProviderOutcome outcome);

    /// <summary>
    /// Reports that the call was never sent (its budget did not cover it, or it could not be translated): it does not
    /// count against the limits. Instead of <see cref="Report"/>.
    /// </summary>
    void Void();
}

/// <summary>Outcome of one call for its provider.</summary>
/// <param name="Kind">What it means for the provider.</param>
/// <param name="RetryAfter">How long the provider asked to wait; null when it did not.</param>
/// <param name="Tokens">Tokens that were used; null to keep the upper bound.</param>
public readonly record struct ProviderOutcome(ProviderOutcomeKind Kind, TimeSpan? RetryAfter = null, long? Tokens = null);

/// <summary>Kinds of outcomes.</summary>
public enum ProviderOutcomeKind
{
    /// <summary>
    /// The provider works. Includes requests that it rejected as invalid (a bad request, an unknown model).
    /// </summary>
    Success,

    /// <summary>The provider throttles: 429 or 529.</summary>
    Throttled,

    /// <summary>The provider failed: no connection, 5xx, an invalid or missing response.</summary>
    Failed,

    /// <summary>The provider rejects all calls until the operator acts: 401, 402 or 403.</summary>
    Disabled,
}
