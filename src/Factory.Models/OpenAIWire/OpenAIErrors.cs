using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Models.Sessions;

namespace Factory.Models.OpenAIWire;

/// <summary>What went wrong on the wire, in the factory's words, and whether it may have cost anything.</summary>
internal static class OpenAIErrors
{
    private const string RetryAfterKey = "Factory.RetryAfter";

    /// <summary>Maps an exception of the SDK or below; the caller's own cancellation is not one of them.</summary>
    public static FactoryException Map(Exception exception, string model, TimeProvider time, Redaction redaction)
    {
        if (exception is ClientResultException { Status: > 0 } refused)
        {
            return Refused(refused, model, time, redaction);
        }

        var cause = exception is ClientResultException or AggregateException ? exception.InnerException ?? exception : exception;
        if (cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError })
        {
            return CallOutcome.NothingGenerated(Failure($"{model}: the server cannot be reached: {redaction.Clean(cause.Message)}", "Check the provider's base URL and the network.", retryable: true, exception));
        }

        return cause switch
        {
            OperationCanceledException or TimeoutException => Failure($"{model}: the server did not answer in time.", "Try again; if it stays so, choose another model.", retryable: true, exception),
            HttpRequestException or IOException => Failure($"{model}: the connection broke before the answer was complete.", "Try again.", retryable: true, exception),
            _ => Failure($"{model}: the server's answer cannot be read: {redaction.Clean(cause.Message)}", "Check that the base URL speaks OpenAI's chat completions.", retryable: false, exception),
        };
    }

    /// <summary>An answer that stopped in the middle although the connection was closed properly.</summary>
    public static FactoryException Incomplete(string model) =>
        Failure($"{model}: the answer ended before it was complete.", "Try again.", retryable: true, inner: null);

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    public static TimeSpan? RetryAfter(Exception? exception) => exception?.Data[RetryAfterKey] as TimeSpan?;

    private static FactoryException Refused(ClientResultException refused, string model, TimeProvider time, Redaction redaction)
    {
        var said = redaction.Clean(Message(refused));
        var (hint, retryable) = refused.Status switch
        {
            401 or 403 => ("Check the provider's key.", false),
            404 => ("Check the model's name and the provider's base URL.", false),
            408 or 409 or 429 => ("Try again later, or lower the provider's concurrency in silo-config/models.json.", true),
            >= 500 => ("The provider has a problem: try again later.", true),
            _ => ("The provider does not accept the request: choose another model.", false),
        };
        var failure = Failure($"{model}: the server answered {refused.Status.ToString(CultureInfo.InvariantCulture)}{(said.Length == 0 ? "" : ": " + said)}", hint, retryable, refused);
        if (ParseRetryAfter(refused.GetRawResponse(), time) is { } wait)
        {
            failure.Data[RetryAfterKey] = wait;
        }

        // A gateway that gave up waiting says nothing about what happened behind it.
        return refused.Status is 504 or 524 ? failure : CallOutcome.NothingGenerated(failure);
    }

    private static string Message(ClientResultException refused)
    {
        try
        {
            using var body = JsonDocument.Parse(refused.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("error", out var error)
                && (error.ValueKind == JsonValueKind.String || (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out error)))
                    ? error.ToString()
                    : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not read at all: the status alone has to do.
            return "";
        }
    }

    private static TimeSpan? ParseRetryAfter(PipelineResponse? response, TimeProvider time)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text) || text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > time.GetUtcNow()
            ? at - time.GetUtcNow()
            : null;
    }

    private static FactoryException Failure(string message, string hint, bool retryable, Exception? inner) =>
        new(ErrorCodes.ModelFailed, message, hint, retryable, inner);
}
