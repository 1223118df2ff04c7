using Factory.Contracts.Errors;
using Factory.Gateway.Errors;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Calls;

/// <summary>Why a provider's response is not an answer: for the client, for the provider's limiter, for the costs.</summary>
/// <param name="Error">The error for the client, should no other provider answer.</param>
/// <param name="Outcome">What it means for the provider. What only the request or the translation is to blame for counts
/// as a success: it must not open the circuit breaker for all other calls.</param>
/// <param name="IsRefusal">Whether the provider generated nothing, so that the call costs only what it reported.</param>
internal sealed record UpstreamFailure(GatewayError Error, ProviderOutcome Outcome, bool IsRefusal)
{
    /// <value>The factory's own failure behind it, for the log; null where the provider or the request is to blame.</value>
    public Exception? Cause { get; private init; }

    /// <summary>The provider reported an error, with an error status or in a response with status 200.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="reported">The error.</param>
    /// <param name="retryAfter">How long its headers request to wait; null for what the error itself says.</param>
    /// <param name="answered">What it answered with, for the message: the HTTP status, or "an error".</param>
    public static UpstreamFailure From(string provider, ProviderError reported, TimeSpan? retryAfter, string answered)
    {
        var (kind, code, meaning) = Classify(reported);
        var message = kind == GatewayErrorKind.ProviderFailed && meaning == ProviderOutcomeKind.Disabled
            ? AccountMessage(provider, reported.Kind)
            : $"The provider {provider} answered {answered}" + (reported.Message is { } reason ? $": {reason}" : ".");
        var wait = retryAfter ?? reported.RetryAfter;
        var error = new GatewayError(kind, message, code, wait) { IsFinal = reported.IsRequestsFault };
        return new UpstreamFailure(error, new ProviderOutcome(meaning, wait), IsRefusal: true);
    }

    /// <summary>The response ended without an answer, and without an error.</summary>
    public static UpstreamFailure NoAnswer(string provider) =>
        Invalid(provider, "sent a response without an answer") with { IsRefusal = true };

    /// <summary>The response is malformed or broke off: the provider may bill it.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="what">What it did.</param>
    public static UpstreamFailure Invalid(string provider, string what) => new(
        new GatewayError(
            GatewayErrorKind.ProviderFailed,
            $"The provider {provider} {what}. Try again, or name another model.",
            ErrorCodes.ModelResponseInvalid),
        new ProviderOutcome(ProviderOutcomeKind.Failed),
        IsRefusal: false);

    /// <summary>The client's API cannot express the response. The provider worked, and bills it.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="why">What cannot be translated.</param>
    public static UpstreamFailure Untranslatable(string provider, string why)
    {
        var failure = Invalid(provider, $"sent something that cannot be translated to the API of the call ({why})");
        return failure with
        {
            Error = failure.Error with { IsUntranslatable = true },
            Outcome = new ProviderOutcome(ProviderOutcomeKind.Success),
        };
    }

    /// <summary>
    /// The budgets could not be asked for more while the response streamed. The provider works; another one would be asked
    /// at the same budgets.
    /// </summary>
    /// <param name="cause">What the meter threw.</param>
    public static UpstreamFailure Unmetered(Exception cause) => new(
        new GatewayError(
            GatewayErrorKind.InternalError,
            "The budgets could not be asked; the answer was cut here. Try again. The silo's log has the details.",
            ErrorCodes.Internal)
        { IsFinal = true },
        new ProviderOutcome(ProviderOutcomeKind.Success),
        IsRefusal: false)
    { Cause = cause };

    private static (GatewayErrorKind Kind, string? Code, ProviderOutcomeKind Meaning) Classify(
        ProviderError reported) => reported.Kind switch
    {
        ApiErrorKind.Authentication or ApiErrorKind.Permission =>
            (GatewayErrorKind.ProviderFailed, ErrorCodes.ModelKeyRejected, ProviderOutcomeKind.Disabled),
        ApiErrorKind.Billing => (GatewayErrorKind.ProviderFailed, ErrorCodes.ModelCreditExhausted, ProviderOutcomeKind.Disabled),
        ApiErrorKind.RateLimit => (GatewayErrorKind.RateLimited, ErrorCodes.ModelRateLimited, ProviderOutcomeKind.Throttled),
        // Within a response, or as Anthropic's 529, fewer calls help, as after a 429. Any other status, 503 above all, is also
        // that of servers that are down. Providers' ProviderErrorMapper does the same.
        ApiErrorKind.Overloaded => (
            GatewayErrorKind.Overloaded,
            ErrorCodes.ModelUnavailable,
            reported.Status is null or 529 ? ProviderOutcomeKind.Throttled : ProviderOutcomeKind.Failed),
        ApiErrorKind.Timeout => (GatewayErrorKind.ProviderTimeout, ErrorCodes.ModelUnavailable, ProviderOutcomeKind.Failed),
        ApiErrorKind.NotFound => (GatewayErrorKind.NotFound, reported.Code ?? ErrorCodes.NotFound, ProviderOutcomeKind.Success),
        ApiErrorKind.TooLarge =>
            (GatewayErrorKind.RequestTooLarge, reported.Code ?? ErrorCodes.InvalidRequest, ProviderOutcomeKind.Success),
        ApiErrorKind.ContextExceeded => (GatewayErrorKind.ContextExceeded, null, ProviderOutcomeKind.Success),
        ApiErrorKind.InvalidRequest =>
            (GatewayErrorKind.BadRequest, reported.Code ?? ErrorCodes.InvalidRequest, ProviderOutcomeKind.Success),
        _ => (GatewayErrorKind.ProviderFailed, ErrorCodes.ModelUnavailable, ProviderOutcomeKind.Failed),
    };

    // The client must never get the provider's own words here: it would take its own key for wrong.
    private static string AccountMessage(string provider, ApiErrorKind kind) => kind == ApiErrorKind.Billing
        ? $"The factory's account at the provider {provider} has no credit left. The operator must add credit."
        : $"The provider {provider} rejected the factory's own key, or what it was used for. The operator must check it: " +
            "factory models check.";
}
