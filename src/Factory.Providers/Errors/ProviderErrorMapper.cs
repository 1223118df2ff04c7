using System.Globalization;
using System.Text.RegularExpressions;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Providers.Http;
using Factory.Providers.Sessions;

namespace Factory.Providers.Errors;

/// <summary>
/// Maps a failed call to a factory error, and whether it may have cost anything. The whole table, with what the factory does
/// next, is docs/reference/model-failures.md; a test holds page and code together.
/// </summary>
internal static partial class ProviderErrorMapper
{
    private const string RetriedHint = "The agent's call is made again.";

    /// <summary>Maps an exception of a client library or from below it; the caller's own cancellation is not one of them.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="model">Who was asked.</param>
    /// <param name="isBegun">True when a part of the answer had come.</param>
    /// <param name="redaction">Takes keys out of what the server said.</param>
    public static FactoryException Map(Exception exception, ModelRef model, bool isBegun, SecretTextScrubber redaction)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ProviderErrorException refusal:
                    return MapErrorResponse(refusal, model, isBegun || refusal.HasOutput, redaction);
                case IncompleteResponseException:
                    return Incomplete(model);
                case ProviderTimeoutException silence:
                    var limit = silence.Limit.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture);
                    return isBegun
                        ? Broken($"{model}: the answer stalled: nothing more came for {limit} minutes.", RetriedHint, exception)
                        : Failure(ErrorCodes.ModelUnavailable, $"{model}: the server did not answer within {limit} minutes.", "Try again; if it stays so, choose another model.", true, exception);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }:
                    return RetryMetadata.MarkNotBilled(Failure(ErrorCodes.ModelUnavailable, $"{model}: the server cannot be reached: {redaction.Scrub(cause.Message)}", "Check the provider's base URL and the network.", true, exception));
                case HttpRequestException or IOException or OperationCanceledException:
                    return Broken($"{model}: the connection broke before the answer was complete.", RetriedHint, exception);
            }
        }

        return Broken($"{model}: the server's answer cannot be read: {redaction.Scrub(exception.GetBaseException().Message)}", $"{RetriedHint} If it stays so, check that the base URL serves the provider's API.", exception);
    }

    /// <summary>An answer that stopped in the middle although the connection was closed properly.</summary>
    public static FactoryException Incomplete(ModelRef model) => Broken($"{model}: the answer ended before it was complete.", RetriedHint, inner: null);

    /// <summary>What the provider's gate is to know of a failure.</summary>
    public static ProviderOutcomeKind OutcomeOf(FactoryException failure) => failure.Code switch
    {
        ErrorCodes.ModelRateLimited => ProviderOutcomeKind.Throttled,
        ErrorCodes.ModelKeyRejected or ErrorCodes.ModelCreditExhausted => ProviderOutcomeKind.Disabled,
        ErrorCodes.ModelUnavailable => failure.InnerException is ProviderErrorException { Status: 529 } ? ProviderOutcomeKind.Throttled : ProviderOutcomeKind.Failed,
        ErrorCodes.ModelResponseInvalid => ProviderOutcomeKind.Failed,
        _ => ProviderOutcomeKind.Success,
    };

    private static FactoryException MapErrorResponse(ProviderErrorException refusal, ModelRef model, bool isBegun, SecretTextScrubber redaction)
    {
        var said = redaction.Scrub(refusal.Message);
        var message = string.Create(CultureInfo.InvariantCulture, $"{model}: the server {(isBegun ? "broke off with" : "answered")} {refusal.Status}{(said.Length == 0 ? "" : ": " + said)}");
        if (isBegun)
        {
            return Broken(message, RetriedHint, refusal);
        }

        var failure = CodeOf(refusal) switch
        {
            ErrorCodes.ModelKeyRejected => Failure(ErrorCodes.ModelKeyRejected, message, $"Check the key of the provider {model.Provider}; meanwhile its models are not used for this task.", false, refusal),
            ErrorCodes.ModelCreditExhausted => Failure(ErrorCodes.ModelCreditExhausted, message, $"Add credit at the provider {model.Provider}; meanwhile its models are not used for this task.", false, refusal),
            ErrorCodes.ModelRateLimited => Failure(ErrorCodes.ModelRateLimited, message, "Wait, or lower the provider's concurrency in silo-config/models.json.", true, refusal),
            ErrorCodes.ModelContextExceeded => Failure(ErrorCodes.ModelContextExceeded, message, "Correct the model's contextTokens in silo-config/models.json, or use a model that holds more.", false, refusal),
            ErrorCodes.ModelUnavailable => Failure(ErrorCodes.ModelUnavailable, message, "The provider has a problem: try again later.", true, refusal),
            _ => Failure(ErrorCodes.ModelFailed, message, refusal.Status == 404 ? "Check the model's name and the provider's base URL." : "The provider does not accept the request: choose another model.", false, refusal),
        };
        if (refusal.RetryAfter is { } retryAfter)
        {
            RetryMetadata.SetRetryAfter(failure, retryAfter);
        }

        // A gateway that gave up waiting says nothing about what happened behind it.
        return refusal.Status is 504 or 524 ? failure : RetryMetadata.MarkNotBilled(failure);
    }

    /// <summary>The code for a refusal. Statuses first; some providers use one of them for two things, then their words decide.</summary>
    private static string CodeOf(ProviderErrorException refusal) => refusal.Status switch
    {
        402 => ErrorCodes.ModelCreditExhausted,
        400 or 403 or 429 when NoCredit().IsMatch($"{refusal.Code} {refusal.Message}") => ErrorCodes.ModelCreditExhausted,
        401 or 403 => ErrorCodes.ModelKeyRejected,
        400 when BadKey().IsMatch($"{refusal.Code} {refusal.Message}") => ErrorCodes.ModelKeyRejected,
        429 => ErrorCodes.ModelRateLimited,
        413 => ErrorCodes.ModelContextExceeded,
        400 or 422 or 500 when TooLong().IsMatch($"{refusal.Code} {refusal.Message}") => ErrorCodes.ModelContextExceeded,
        408 or 409 or >= 500 => ErrorCodes.ModelUnavailable,
        _ => ErrorCodes.ModelFailed,
    };

    private static FactoryException Broken(string message, string hint, Exception? inner) => Failure(ErrorCodes.ModelResponseInvalid, message, hint, true, inner);

    private static FactoryException Failure(string code, string message, string hint, bool retryable, Exception? inner) => new(code, message, hint, retryable, inner);

    // OpenAI: 429 insufficient_quota; Anthropic: 400 "Your credit balance is too low".
    [GeneratedRegex("insufficient_quota|insufficient_credits|credit balance|billing", RegexOptions.IgnoreCase)]
    private static partial Regex NoCredit();

    // Gemini answers 400 to a key that it does not know.
    [GeneratedRegex("API key not valid|API_KEY_INVALID", RegexOptions.IgnoreCase)]
    private static partial Regex BadKey();

    // OpenAI and vLLM: context_length_exceeded, "maximum context length"; Anthropic: "prompt is too long"; llama.cpp: exceed_context_size_error;
    // Ollama: "input length exceeds the context length"; Gemini: "input token count exceeds the maximum".
    [GeneratedRegex("context_length|context length|context size|context_size|context window|prompt is too long|input is too long|token count.{0,40}exceeds", RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();
}
