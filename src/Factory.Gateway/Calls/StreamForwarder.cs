using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Factory.Contracts.Ledger;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;
using Factory.Protocols;

namespace Factory.Gateway.Calls;

/// <summary>How a stream ended.</summary>
/// <param name="Outcome">For the ledger.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="HasStarted">Whether the client got anything: then nothing can be tried again.</param>
internal readonly record struct StreamResult(CallOutcome Outcome, GatewayError? Error, bool HasStarted);

/// <summary>
/// Moves a stream from the provider to the client, event by event, metering it as it goes by. Every read is written and flushed before the next, so a slow client slows the
/// provider down. What the client gets always ends between two events, so that an error can follow in its own protocol.
/// </summary>
internal sealed class StreamForwarder(ApiFormat format, RequestInspection inspection, ClientStreamWriter writer, ModelCall call, ResponseProgress usage, CallTimeouts timeouts, string provider)
{
    /// <summary>Moves it all.</summary>
    /// <param name="upstream">The provider's bytes.</param>
    /// <param name="maxEventBytes">The longest event.</param>
    /// <param name="start">Writes the answer's head; called once, before the first byte.</param>
    /// <param name="client">The client's end.</param>
    /// <param name="ended">Called once, when the provider's last word is there.</param>
    public async Task<StreamResult> RunAsync(Stream upstream, int maxEventBytes, Action<string> start, PipeWriter client, Action<CallOutcome> ended)
    {
        using var buffer = new SseBuffer(maxEventBytes);
        var hasStarted = false;
        GatewayError? error = null;
        var outcome = CallOutcome.Interrupted;
        try
        {
            while (error is null)
            {
                var read = await upstream.ReadAsync(buffer.GetMemory(), timeouts.Token);
                if (read == 0)
                {
                    break;
                }

                timeouts.Touch();
                usage.AddResponseBytes(read);
                buffer.Advance(read);
                error = ForwardEvents(buffer, isLast: false, start, ref hasStarted, client);
                buffer.Compact();
                if (usage.HasTerminator && outcome == CallOutcome.Interrupted)
                {
                    ended(outcome = CallOutcome.Succeeded);
                    timeouts.BeginClose();
                }
                else if (error is null && await call.CheckBudgetAsync(usage) is { } refused)
                {
                    (error, outcome) = (GatewayError.From(GatewayErrorKind.BudgetExceeded, refused), CallOutcome.BudgetExceeded);
                }

                if (hasStarted && error is null)
                {
                    await client.FlushAsync(timeouts.Token);
                }
            }

            error ??= ForwardRemainder(buffer, start, ref hasStarted, client);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            error = InvalidResponse("broke the connection off in the middle of its answer");
        }
        catch (OperationCanceledException)
        {
            if (timeouts.IsClientGone)
            {
                return new StreamResult(usage.HasTerminator ? CallOutcome.Succeeded : CallOutcome.ClientDisconnected, null, hasStarted);
            }

            error = IdleTimeoutError();
        }

        if (usage.HasTerminator && outcome != CallOutcome.BudgetExceeded)
        {
            (error, outcome) = (null, CallOutcome.Succeeded);
        }
        else if (error is null)
        {
            outcome = usage.HasError ? CallOutcome.Interrupted : CallOutcome.Succeeded;
        }

        if (error is not null && hasStarted)
        {
            writer.WriteError(error, usage.EventCount, client);
        }
        else if (error is null && hasStarted)
        {
            writer.Complete(client);
        }

        return new StreamResult(outcome, error, hasStarted);
    }

    /// <summary>A deadline passed, in words.</summary>
    public GatewayError IdleTimeoutError() => new(GatewayErrorKind.ProviderTimeout, $"The provider {provider} sent nothing for too long; the call was given up. Try again, or name another model.", null);

    private GatewayError? ForwardEvents(SseBuffer buffer, bool isLast, Action<string> start, ref bool hasStarted, PipeWriter client)
    {
        while (buffer.TryRead(out var e) || (isLast && buffer.TryReadRemainder(out e)))
        {
            var name = buffer.Bytes(e.Name).Span;
            var data = buffer.Data(e);
            usage.SuppressEvent = false;
            if (e.Data.Exists)
            {
                try
                {
                    if (!Utf8.IsValid(data))
                    {
                        throw new JsonException("Half a character.");
                    }

                    format.ReadEvent(name, data, usage, inspection);
                }
                catch (JsonException)
                {
                    return InvalidResponse("sent something in its stream that cannot be read");
                }
            }

            if (usage.SuppressEvent && !writer.NeedsUsageEvents)
            {
                continue;
            }

            if (!hasStarted)
            {
                hasStarted = true;
                start(writer.ContentType);
            }

            try
            {
                writer.WriteEvent(buffer.Bytes(e.Raw).Span, name, data, client);
            }
            catch (TranslationException refused)
            {
                return InvalidResponse($"sent something that cannot be translated to the API of the call ({refused.Message})");
            }
        }

        return buffer.IsTooLong ? InvalidResponse("sent one event that is longer than the gateway takes") : null;
    }

    private GatewayError? ForwardRemainder(SseBuffer buffer, Action<string> start, ref bool hasStarted, PipeWriter client)
    {
        if (ForwardEvents(buffer, isLast: true, start, ref hasStarted, client) is { } error)
        {
            return error;
        }

        return usage.HasTerminator || (usage.HasFinishReason && !buffer.HasPartialEvent) || (usage.HasError && !buffer.HasPartialEvent) ? null : InvalidResponse("ended its answer in the middle");
    }

    private GatewayError InvalidResponse(string what) => new(GatewayErrorKind.ProviderFailed, $"The provider {provider} {what}. Try again, or name another model.", Contracts.Errors.ErrorCodes.ModelResponseInvalid);
}
