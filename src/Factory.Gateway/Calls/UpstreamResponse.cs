using System.Text.Json;
using System.Text.Unicode;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Protocols;

namespace Factory.Gateway.Calls;

/// <summary>A provider's good answer on its way to the client.</summary>
internal sealed class UpstreamResponse(UpstreamAttempt attempt, HttpResponseMessage reply)
{
    private readonly UsageAccumulator _usage = new();

    /// <summary>Null when the client has it; else why it could not have it, and another provider may be asked.</summary>
    public async Task<GatewayError?> ForwardAsync()
    {
        var type = reply.Content.Headers.ContentType?.MediaType;
        var isPlain = reply.Content.Headers.ContentEncoding.Count == 0;
        if (isPlain && attempt.Request.Inspection.Stream && string.Equals(type, attempt.Candidate.Format.StreamMediaType, StringComparison.OrdinalIgnoreCase))
        {
            return await ForwardStreamAsync();
        }

        // Some servers do not know how to stream and answer whole.
        return isPlain && (attempt.Translation is null || !attempt.Request.Inspection.Stream) && string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase)
            ? await ForwardBufferedAsync()
            : InvalidResponse($"answered with {(isPlain ? type ?? "no content type" : "a compressed body")} where JSON was asked for");
    }

    private async Task<GatewayError?> ForwardBufferedAsync()
    {
        using var body = await BufferedResponse.ReadAsync(reply, attempt.Options.MaxResponseBytes, attempt.Timeouts);
        if (body is null)
        {
            return InvalidResponse("sent an answer that is longer than the gateway takes");
        }

        try
        {
            if (!Utf8.IsValid(body.Memory.Span))
            {
                throw new JsonException("Half a character.");
            }

            attempt.Candidate.Format.ReadResponse(body.Memory.Span, _usage);
        }
        catch (JsonException)
        {
            return InvalidResponse("sent something that is not JSON");
        }

        ReadOnlyMemory<byte> answer = body.Memory;
        try
        {
            answer = attempt.Translation?.TranslateResponse(answer) ?? answer;
        }
        catch (TranslationException e)
        {
            return InvalidResponse($"sent something that cannot be translated to the API of the call ({e.Message})");
        }

        _usage.ResponseBytes = body.Memory.Length;
        attempt.Settle(_usage.Usage is null ? CallOutcome.UsageMissing : CallOutcome.Succeeded, _usage, (int)reply.StatusCode);
        WriteHead("application/json");
        await attempt.WriteToClientAsync(answer);
        return null;
    }

    private async Task<GatewayError?> ForwardStreamAsync()
    {
        var request = attempt.Request;
        var writer = attempt.Translation?.CreateStreamWriter(attempt.Scrubber, request.AsJsonArray) ?? CreatePassThroughWriter(request);
        var relay = new StreamForwarder(
            attempt.Candidate.Format, request.Inspection, writer, new StreamBudgetMonitor(attempt.Call, attempt.Estimate), _usage, attempt.Timeouts, attempt.Provider);
        await using var body = await reply.Content.ReadAsStreamAsync(attempt.Timeouts.Token);
        await using var upstream = attempt.Candidate.Format.StreamMediaType == JsonLinesToSseStream.MediaType ? new JsonLinesToSseStream(body) : body;
        var status = (int)reply.StatusCode;
        var end = await relay.RunAsync(upstream, attempt.Options.MaxEventBytes, WriteHead, attempt.Context.Response.BodyWriter, outcome => attempt.Settle(outcome, _usage, status));
        if (!_usage.HasTerminator || end.Outcome == CallOutcome.BudgetExceeded)
        {
            attempt.Settle(end.Outcome, _usage, status, end.Error?.Message);
        }

        attempt.StreamCutError = end.Outcome == CallOutcome.BudgetExceeded ? end.Error : null;
        return end.HasStarted ? null : end.Error;
    }

    private ClientStreamWriter CreatePassThroughWriter(CallRequest request) =>
        request.AsJsonArray ? new JsonArrayStreamWriter(attempt.Scrubber) : new PassThroughStreamWriter(request.Format.ModelApi, attempt.Call.Id, attempt.Scrubber);

    private GatewayError InvalidResponse(string what)
    {
        var error = new GatewayError(GatewayErrorKind.ProviderFailed, $"The provider {attempt.Provider} {what}. Try again, or name another model.", ErrorCodes.ModelResponseInvalid);
        attempt.Settle(CallOutcome.Interrupted, _usage, (int)reply.StatusCode, error.Message);
        return error;
    }

    private void WriteHead(string contentType)
    {
        var response = attempt.Context.Response;
        response.ContentType = contentType;
        response.Headers["x-factory-model"] = attempt.Candidate.Model.Ref.ToString();
        response.Headers["x-factory-call"] = attempt.Call.Id;
        if (contentType == "text/event-stream")
        {
            response.Headers.CacheControl = "no-cache";
        }

        UpstreamResponseHeaders.Copy(reply, response.Headers, attempt.Candidate.Connection.Key);
    }
}
