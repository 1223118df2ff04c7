using Factory.Contracts.Errors;

namespace Factory.Gateway.Errors;

/// <summary>An error that the gateway itself answers with, independent of the client's API.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">The thing, the rule and the fix; no secrets.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>; null for the kind's own.</param>
/// <param name="RetryAfter">How long to wait; null when unknown.</param>
internal sealed record GatewayError(GatewayErrorKind Kind, string Message, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <value>The factory's own problem behind it; null when it comes from a provider or from the request.</value>
    public Problem? Cause { get; private init; }

    /// <value>True when the next candidate would fail in the same way, so that it is not tried.</value>
    public bool IsFinal { get; init; }

    /// <value>True when the provider answered, and its answer cannot be translated to the client's API. Another provider's
    /// answer may have the same content, and each of them is billed.</value>
    public bool IsUntranslatable { get; init; }

    /// <summary>From a problem of the factory, with its hint.</summary>
    public static GatewayError From(GatewayErrorKind kind, Problem problem, TimeSpan? retryAfter = null) =>
        new(
            kind,
            problem.Hint is null ? problem.Message : $"{problem.Message} {problem.Hint}",
            problem.Code,
            retryAfter)
        { Cause = problem };

    /// <summary>From an exception of the meter, the keys or the limiters.</summary>
    public static GatewayError From(FactoryException e) => From(
        e.Code switch
        {
            ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached => GatewayErrorKind.BudgetExceeded,
            ErrorCodes.KeyRevoked or ErrorCodes.KeyExpired or ErrorCodes.KeyUnknown => GatewayErrorKind.InvalidKey,
            ErrorCodes.KeyModelNotAllowed => GatewayErrorKind.ModelNotAllowed,
            ErrorCodes.NotFound => GatewayErrorKind.NotFound,
            ErrorCodes.ModelRateLimited => GatewayErrorKind.RateLimited,
            _ => GatewayErrorKind.InternalError,
        },
        new Problem(e.Code, e.Message, e.Hint)) with
    { IsFinal = true };
}
