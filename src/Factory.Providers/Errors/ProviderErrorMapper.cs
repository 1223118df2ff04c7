using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Protocols.Errors;
using Factory.Providers.Http;
using Factory.Providers.Sessions;

namespace Factory.Providers.Errors;

/// <summary>
/// Maps a failed call to a factory error, and whether it may have cost anything. The whole table, with what the factory
/// does next, is docs/reference/model-failures.md; a test holds page and code together.
/// </summary>
internal static class ProviderErrorMapper
{
    private const string RetriedHint = "The agent's call is made again.";

    /// <summary>
    /// Maps an exception of a client library or from below it; the caller's own cancellation is not one of them.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="model">The model that was called.</param>
    /// <param name="isBegun">True when a part of the response had arrived.</param>
    /// <param name="redaction">Removes keys from the server's message.</param>
    public static FactoryException Map(Exception exception, ModelRef model, bool isBegun, SecretTextScrubber redaction)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            // The SDKs wrap what is thrown below them in exceptions of their own, so the whole chain is searched.
            switch (cause)
            {
                case ProviderErrorException error:
                    return MapErrorResponse(error, model, isBegun || error.HasOutput, redaction);
                case IncompleteResponseException:
                    return Incomplete(model);
                case ProviderTimeoutException timeout:
                    var limit = timeout.Limit.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture);
                    return isBegun
                        ? Broken($"{model}: the answer stalled: nothing more came for {limit} minutes.", RetriedHint, exception)
                        : Failure(
                            ErrorCodes.ModelUnavailable,
                            $"{model}: the server did not answer within {limit} minutes.",
                            "Try again; if it stays so, choose another model.",
                            true,
                            exception);
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
                }:
                    // All four happen before the request is sent, so it cannot have been billed.
                    return RetryMetadata.MarkNotBilled(Failure(
                        ErrorCodes.ModelUnavailable,
                        $"{model}: the server cannot be reached: {redaction.Scrub(cause.Message)}",
                        "Check the provider's base URL and the network.",
                        true,
                        exception));
                case HttpRequestException or IOException or OperationCanceledException:
                    return Broken($"{model}: the connection broke before the answer was complete.", RetriedHint, exception);
            }
        }

        return Broken(
            $"{model}: the server's answer cannot be read: {redaction.Scrub(exception.GetBaseException().Message)}",
            $"{RetriedHint} If it stays so, check that the base URL serves the provider's API.",
            exception);
    }

    /// <summary>A response that stopped in the middle although the connection was closed properly.</summary>
    public static FactoryException Incomplete(ModelRef model) =>
        Broken($"{model}: the answer ended before it was complete.", RetriedHint, inner: null);

    /// <summary>What a failure means for the provider's limiter.</summary>
    public static ProviderOutcomeKind OutcomeOf(FactoryException failure) => failure.Code switch
    {
        ErrorCodes.ModelRateLimited => ProviderOutcomeKind.Throttled,
        ErrorCodes.ModelKeyRejected or ErrorCodes.ModelCreditExhausted => ProviderOutcomeKind.Disabled,
        // 529 is Anthropic's "overloaded", and that of each overload within a response: fewer calls help, so it slows the
        // limiter down like a 429 instead of counting as a failure of the provider, whether or not output came before it.
        ErrorCodes.ModelUnavailable or ErrorCodes.ModelResponseInvalid =>
            failure.InnerException is ProviderErrorException { Status: 529 } ? ProviderOutcomeKind.Throttled : ProviderOutcomeKind.Failed,
        _ => ProviderOutcomeKind.Success,
    };

    private static FactoryException MapErrorResponse(
        ProviderErrorException error,
        ModelRef model,
        bool isBegun,
        SecretTextScrubber redaction)
    {
        var serverMessage = redaction.Scrub(error.Message);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: the server {(isBegun ? "broke off with" : "answered")} " +
            $"{error.Status}{(serverMessage.Length == 0 ? "" : ": " + serverMessage)}");
        if (isBegun)
        {
            return Broken(message, RetriedHint, error);
        }

        var code = CodeOf(error.Kind);
        var isRetryable = code is ErrorCodes.ModelRateLimited or ErrorCodes.ModelUnavailable;
        var failure = Failure(code, message, HintOf(code, error.Status, model.Provider), isRetryable, error);
        if (error.RetryAfter is { } retryAfter)
        {
            RetryMetadata.SetRetryAfter(failure, retryAfter);
        }

        // 504 and Cloudflare's 524: a gateway gave up waiting, and the model behind it may still generate and bill.
        return error.Status is 504 or 524 ? failure : RetryMetadata.MarkNotBilled(failure);
    }

    private static string HintOf(string code, int status, string provider) => code switch
    {
        ErrorCodes.ModelKeyRejected => $"Check the key of the provider {provider}; meanwhile its models are not used for this task.",
        ErrorCodes.ModelCreditExhausted => $"Add credit at the provider {provider}; meanwhile its models are not used for this task.",
        ErrorCodes.ModelRateLimited => "Wait, or lower the provider's concurrency in silo-config/models.json.",
        ErrorCodes.ModelContextExceeded =>
            "Correct the model's contextTokens in silo-config/models.json, or use a model that holds more.",
        ErrorCodes.ModelUnavailable => "The provider has a problem: try again later.",
        _ when status == 404 => "Check the model's name and the provider's base URL.",
        _ => "The provider does not accept the request: choose another model.",
    };

    private static string CodeOf(ApiErrorKind kind) => kind switch
    {
        ApiErrorKind.Billing => ErrorCodes.ModelCreditExhausted,
        ApiErrorKind.Authentication or ApiErrorKind.Permission => ErrorCodes.ModelKeyRejected,
        ApiErrorKind.RateLimit => ErrorCodes.ModelRateLimited,
        // What is too large for the server is made shorter in the same way.
        ApiErrorKind.ContextExceeded or ApiErrorKind.TooLarge => ErrorCodes.ModelContextExceeded,
        ApiErrorKind.InvalidRequest or ApiErrorKind.NotFound => ErrorCodes.ModelFailed,
        _ => ErrorCodes.ModelUnavailable,
    };

    private static FactoryException Broken(string message, string hint, Exception? inner) =>
        Failure(ErrorCodes.ModelResponseInvalid, message, hint, true, inner);

    private static FactoryException Failure(
        string code,
        string message,
        string hint,
        bool retryable,
        Exception? inner) => new(code, message, hint, retryable, inner);
}
