using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Factory.Contracts.Ledger;
using Factory.Gateway.Apis;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Protocols;

namespace Factory.Gateway.Calls;

/// <summary>How a stream ended.</summary>
/// <param name="Outcome">For the ledger.</param>
/// <param name="Refusal">What went wrong; null when nothing did.</param>
/// <param name="HasStarted">Whether the client got anything: then nothing can be tried again.</param>
internal readonly record struct StreamResult(CallOutcome Outcome, GatewayError? Refusal, bool HasStarted);

/// <summary>
/// Moves a stream from the provider to the client, event by event, metering it as it goes by. Every read is written and flushed before the next, so a slow client slows the
/// provider down. What the client gets always ends between two events, so that an error can follow in its own protocol.
/// </summary>
internal sealed class StreamForwarder(Surface surface, RequestInspection facts, StreamWriter writer, StreamBudgetMonitor guard, UsageAccumulator tally, CallTimeouts clock, string provider)
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
        GatewayError? problem = null;
        var outcome = CallOutcome.Broken;
        try
        {
            while (problem is null)
            {
                var read = await upstream.ReadAsync(buffer.Free(), clock.Token);
                if (read == 0)
                {
                    break;
                }

                clock.Touch();
                tally.Bytes += read;
                buffer.Filled(read);
                problem = Forward(buffer, isLast: false, start, ref hasStarted, client);
                buffer.Release();
                if (tally.HasEnded && outcome == CallOutcome.Broken)
                {
                    ended(outcome = Good());
                    clock.Close();
                }
                else if (problem is null && await guard.CheckAsync(tally) is { } refused)
                {
                    (problem, outcome) = (GatewayError.Of(GatewayErrorKind.Budget, refused), CallOutcome.Cut);
                }

                if (hasStarted && problem is null)
                {
                    await client.FlushAsync(clock.Token);
                }
            }

            problem ??= Finish(buffer, start, ref hasStarted, client);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            problem = Broken("broke the connection off in the middle of its answer");
        }
        catch (OperationCanceledException)
        {
            if (clock.IsClientGone)
            {
                return new StreamResult(tally.HasEnded ? Good() : CallOutcome.Abandoned, null, hasStarted);
            }

            problem = Silence();
        }

        if (tally.HasEnded && outcome != CallOutcome.Cut)
        {
            (problem, outcome) = (null, Good());
        }
        else if (problem is null)
        {
            outcome = tally.HasFailed ? CallOutcome.Broken : Good();
        }

        if (problem is not null && hasStarted)
        {
            writer.Fail(problem, tally.Events, client);
        }
        else if (problem is null && hasStarted)
        {
            writer.End(client);
        }

        return new StreamResult(outcome, problem, hasStarted);
    }

    /// <summary>A deadline passed, in words.</summary>
    public GatewayError Silence() => new(GatewayErrorKind.Silence, $"The provider {provider} sent nothing for too long; the call was given up. Try again, or name another model.", null);

    private CallOutcome Good() => tally.Usage is null ? CallOutcome.NoUsage : CallOutcome.Ok;

    private GatewayError? Forward(SseBuffer buffer, bool isLast, Action<string> start, ref bool hasStarted, PipeWriter client)
    {
        while (buffer.TryRead(out var e) || (isLast && buffer.TryReadRest(out e)))
        {
            var name = buffer.Bytes(e.Name).Span;
            var data = buffer.Data(e);
            tally.Withhold = false;
            if (e.Data.IsThere)
            {
                try
                {
                    if (!Utf8.IsValid(data))
                    {
                        throw new JsonException("Half a character.");
                    }

                    surface.Event(name, data, tally, facts);
                }
                catch (JsonException)
                {
                    return Broken("sent something in its stream that cannot be read");
                }
            }

            if (tally.Withhold && !writer.NeedsAll)
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
                writer.Event(buffer.Bytes(e.All).Span, name, data, client);
            }
            catch (TranslationException refused)
            {
                return Broken($"sent something that cannot be carried into the protocol of the call ({refused.Message})");
            }
        }

        return buffer.IsTooLong ? Broken("sent one event that is longer than the gateway takes") : null;
    }

    private GatewayError? Finish(SseBuffer buffer, Action<string> start, ref bool hasStarted, PipeWriter client)
    {
        if (Forward(buffer, isLast: true, start, ref hasStarted, client) is { } problem)
        {
            return problem;
        }

        return tally.HasEnded || (tally.HasFinished && !buffer.HasRest) || (tally.HasFailed && !buffer.HasRest) ? null : Broken("ended its answer in the middle");
    }

    private GatewayError Broken(string what) => new(GatewayErrorKind.Provider, $"The provider {provider} {what}. Try again, or name another model.", Contracts.Errors.ErrorCodes.ModelAnswerBroken);
}
