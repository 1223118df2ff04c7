using System.Text.Json;
using System.Text.Unicode;
using Factory.Contracts.Ledger;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Calls;

/// <summary>Forwards a provider's successful response to the client, as a stream or as a whole.</summary>
internal sealed class UpstreamResponse(UpstreamAttempt attempt, HttpResponseMessage upstream)
{
    private readonly ResponseProgress _usage = new();

    /// <summary>Forwards it.</summary>
    /// <returns>Null when the client has its response; else why not, and another provider may be tried.</returns>
    public async Task<GatewayError?> ForwardAsync()
    {
        var mediaType = upstream.Content.Headers.ContentType?.MediaType;
        var isPlain = upstream.Content.Headers.ContentEncoding.Count == 0;
        var isStream = attempt.Request.Inspection.Stream;
        if (isPlain && isStream && string.Equals(mediaType, attempt.Candidate.Format.StreamMediaType, StringComparison.OrdinalIgnoreCase))
        {
            return await ForwardStreamAsync();
        }

        // Some servers cannot stream and answer a request for a stream as a whole. The client's SDK reads that, but
        // there is no stream to translate.
        var isAccepted = isPlain && (attempt.Translation is null || !isStream);
        return isAccepted && string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            ? await ForwardBufferedAsync()
            : InvalidResponse(
                $"answered with {(isPlain ? mediaType ?? "no content type" : "a compressed body")} where " +
                $"{(isStream ? "an event stream" : "JSON")} was requested");
    }

    private async Task<GatewayError?> ForwardBufferedAsync()
    {
        using var body = await BufferedResponse.ReadAsync(upstream, attempt.Options.MaxResponseBytes, attempt.Timeouts);
        if (body is null)
        {
            return InvalidResponse("sent an answer that is longer than the gateway accepts");
        }

        try
        {
            // Utf8JsonReader does not check the text that it skips, and the client's parser would fail on it.
            if (!Utf8.IsValid(body.Memory.Span))
            {
                throw new JsonException("Not UTF-8.");
            }

            attempt.Candidate.Format.ReadResponse(body.Memory.Span, _usage);
            if (FindRefusal(body.Memory) is { } refusal)
            {
                return Refuse(refusal);
            }
        }
        catch (JsonException)
        {
            return InvalidResponse("sent something that is not JSON");
        }

        ReadOnlyMemory<byte> response = body.Memory;
        try
        {
            response = attempt.Translation?.TranslateResponse(response) ?? response;
        }
        catch (TranslationException e)
        {
            return Fail(UpstreamFailure.Untranslatable(attempt.Provider, e.Message));
        }

        // Settled before the client gets any of it: the provider has billed it, whatever the client does now.
        _usage.AddResponseBytes(body.Memory.Length);
        attempt.Settle(CallOutcome.Succeeded, _usage, (int)upstream.StatusCode);
        WriteHead("application/json");
        await attempt.WriteToClientAsync(response);
        return null;
    }

    private async Task<GatewayError?> ForwardStreamAsync()
    {
        var request = attempt.Request;
        var format = attempt.Candidate.Format;
        var status = (int)upstream.StatusCode;
        var forwarder = new StreamForwarder(
            format,
            request.Inspection,
            attempt.Call,
            _usage,
            attempt.Timeouts,
            attempt.Provider,
            attempt.Scrubber);
        var client = new ClientStream(CreateWriter(request), attempt.Context.Response.BodyWriter, WriteHead);
        await using var body = await upstream.Content.ReadAsStreamAsync(attempt.Timeouts.Token);
        await using var events = format.StreamMediaType == JsonLinesToSseStream.MediaType ? new JsonLinesToSseStream(body) : body;
        var result = await forwarder.RunAsync(
            events,
            attempt.Options.MaxEventBytes,
            client,
            outcome => attempt.Settle(outcome, _usage, status));
        Settle(result, status);
        attempt.StreamCutError = result.Outcome == CallOutcome.BudgetExceeded ? result.Error : null;
        return result.HasStarted ? null : result.Error;
    }

    /// <summary>Does nothing for a stream that was settled at its terminating event.</summary>
    private void Settle(in StreamResult result, int status)
    {
        switch (result.Failure)
        {
            case { IsRefusal: true } refusal when !result.HasStarted:
                attempt.OnRefused(refusal, _usage, status);
                break;
            case { } failure:
                attempt.OnFailed(failure, _usage, status);
                break;
            default:
                attempt.Settle(result.Outcome, _usage, status, result.Error?.Message);
                break;
        }
    }

    /// <summary>The error in a response with a success status, or that it has no answer; null when it has one.</summary>
    private UpstreamFailure? FindRefusal(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        var root = json.RootElement;
        if (ProviderErrorReader.Find(root) is { } error)
        {
            return UpstreamFailure.From(attempt.Provider, Scrub(error), Wait(), "with an error");
        }

        if (attempt.Candidate.Format.HasAnswer(root))
        {
            return null;
        }

        var reason = Scrub(ProviderErrorReader.ReadReason(root));
        return reason.Message is null
            ? UpstreamFailure.NoAnswer(attempt.Provider)
            : UpstreamFailure.From(attempt.Provider, reason, Wait(), "without an answer");
    }

    private ProviderError Scrub(ProviderError error) => error with { Message = attempt.Scrubber.Scrub(error.Message) };

    private TimeSpan? Wait() => attempt.RetryAfter(upstream);

    private GatewayError Refuse(UpstreamFailure refusal)
    {
        attempt.OnRefused(refusal, _usage, (int)upstream.StatusCode);
        return refusal.Error;
    }

    private GatewayError Fail(UpstreamFailure failure)
    {
        attempt.OnFailed(failure, _usage, (int)upstream.StatusCode);
        return failure.Error;
    }

    private ClientStreamWriter CreateWriter(CallRequest request)
    {
        if (attempt.Translation is { } translation)
        {
            return translation.CreateStreamWriter(attempt.Scrubber, request.AsJsonArray);
        }

        return request.AsJsonArray
            ? new JsonArrayStreamWriter(attempt.Scrubber)
            : new PassThroughStreamWriter(request.Format.ModelApi, attempt.Call.Id, attempt.Scrubber);
    }

    private GatewayError InvalidResponse(string what) => Fail(UpstreamFailure.Invalid(attempt.Provider, what));

    private void WriteHead(string contentType)
    {
        var response = attempt.Context.Response;
        response.ContentType = contentType;
        response.Headers["x-factory-model"] = attempt.Candidate.Model.Ref.ToString();
        response.Headers["x-factory-call"] = attempt.Call.Id;
        // Nothing between here and the client may hold the events back to cache them.
        if (contentType == "text/event-stream")
        {
            response.Headers.CacheControl = "no-cache";
        }

        UpstreamResponseHeaders.Copy(upstream, response.Headers, attempt.Candidate.Connection.Key);
    }
}
