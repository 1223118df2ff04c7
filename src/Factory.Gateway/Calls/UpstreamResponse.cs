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
    private readonly UsageAccumulator _tally = new();

    /// <summary>Null when the client has it; else why it could not have it, and another provider may be asked.</summary>
    public async Task<GatewayError?> RelayAsync()
    {
        var type = reply.Content.Headers.ContentType?.MediaType;
        var isPlain = reply.Content.Headers.ContentEncoding.Count == 0;
        if (isPlain && attempt.Request.Facts.Stream && string.Equals(type, attempt.Candidate.Surface.StreamType, StringComparison.OrdinalIgnoreCase))
        {
            return await StreamAsync();
        }

        // Some servers do not know how to stream and answer whole.
        return isPlain && (attempt.Translation is null || !attempt.Request.Facts.Stream) && string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase)
            ? await WholeAsync()
            : Garbage($"answered with {(isPlain ? type ?? "no content type" : "a compressed body")} where JSON was asked for");
    }

    private async Task<GatewayError?> WholeAsync()
    {
        using var whole = await BufferedResponse.ReadAsync(reply, attempt.Options.MaxReplyBytes, attempt.Clock);
        if (whole is null)
        {
            return Garbage("sent an answer that is longer than the gateway takes");
        }

        try
        {
            if (!Utf8.IsValid(whole.Memory.Span))
            {
                throw new JsonException("Half a character.");
            }

            attempt.Candidate.Surface.Whole(whole.Memory.Span, _tally);
        }
        catch (JsonException)
        {
            return Garbage("sent something that is not JSON");
        }

        ReadOnlyMemory<byte> answer = whole.Memory;
        try
        {
            answer = attempt.Translation?.Reply(answer) ?? answer;
        }
        catch (TranslationException e)
        {
            return Garbage($"sent something that cannot be carried into the protocol of the call ({e.Message})");
        }

        _tally.Bytes = whole.Memory.Length;
        attempt.Settle(_tally.Usage is null ? CallOutcome.NoUsage : CallOutcome.Ok, _tally, (int)reply.StatusCode);
        Head("application/json");
        await attempt.SendAsync(answer);
        return null;
    }

    private async Task<GatewayError?> StreamAsync()
    {
        var request = attempt.Request;
        var writer = attempt.Translation?.Writer(attempt.Shield, request.AsList) ?? Plain(request);
        var relay = new StreamForwarder(
            attempt.Candidate.Surface, request.Facts, writer, new StreamBudgetMonitor(attempt.Call, attempt.Worst), _tally, attempt.Clock, attempt.Provider);
        await using var body = await reply.Content.ReadAsStreamAsync(attempt.Clock.Token);
        await using var upstream = attempt.Candidate.Surface.StreamType == LineEvents.MediaType ? new LineEvents(body) : body;
        var status = (int)reply.StatusCode;
        var end = await relay.RunAsync(upstream, attempt.Options.MaxEventBytes, Head, attempt.Context.Response.BodyWriter, outcome => attempt.Settle(outcome, _tally, status));
        if (!_tally.HasEnded || end.Outcome == CallOutcome.Cut)
        {
            attempt.Settle(end.Outcome, _tally, status, end.Refusal?.Message);
        }

        attempt.CutBy = end.Outcome == CallOutcome.Cut ? end.Refusal : null;
        return end.HasStarted ? null : end.Refusal;
    }

    private StreamWriter Plain(CallRequest request) =>
        request.AsList ? new ListWriter(attempt.Shield) : new PlainWriter(request.Surface.Errors, attempt.Call.Id, attempt.Shield);

    private GatewayError Garbage(string what)
    {
        var refusal = new GatewayError(GatewayErrorKind.Provider, $"The provider {attempt.Provider} {what}. Try again, or name another model.", ErrorCodes.ModelAnswerBroken);
        attempt.Settle(CallOutcome.Broken, _tally, (int)reply.StatusCode, refusal.Message);
        return refusal;
    }

    private void Head(string contentType)
    {
        var response = attempt.Context.Response;
        response.ContentType = contentType;
        response.Headers["x-factory-model"] = attempt.Candidate.Model.Ref.ToString();
        response.Headers["x-factory-call"] = attempt.Call.Id;
        if (contentType == "text/event-stream")
        {
            response.Headers.CacheControl = "no-cache";
        }

        ReplyHeaders.Copy(reply, response.Headers, attempt.Candidate.Connection.Key);
    }
}
