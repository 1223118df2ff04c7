using System.Text.Json;
using System.Text.Unicode;
using Factory.Contracts.Ledger;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Metering.Calls;
using Factory.Protocols;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Calls;

/// <summary>
/// Forwards one stream from the provider to the client, event by event, and meters it on the way. Every read is written
/// and flushed before the next, so that a slow client slows the provider down instead of filling memory. What the
/// client gets always ends between two events, so that an error can follow in the client's own form.
/// </summary>
/// <param name="format">The provider's API.</param>
/// <param name="inspection">The request.</param>
/// <param name="call">The call, for its budget.</param>
/// <param name="usage">Collects the tokens, and how the stream ended.</param>
/// <param name="timeouts">The call's deadlines.</param>
/// <param name="provider">The provider's name, for errors.</param>
/// <param name="scrubber">Removes the provider's key from its errors.</param>
internal sealed class StreamForwarder(
    ApiFormat format,
    RequestInspection inspection,
    ModelCall call,
    ResponseProgress usage,
    CallTimeouts timeouts,
    string provider,
    SecretScrubber scrubber)
{
    /// <value>How long the beginning of a stream is held back at most: 10 s. Clients give up when they get no head.</value>
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(10);

    private bool _isOverBudget;
    private bool _isClientSlow;
    private bool _isReading;
    private bool _hasEvents;
    private UpstreamFailure? _failure;

    /// <summary>Forwards all of it. May be called once.</summary>
    /// <param name="upstream">The provider's bytes.</param>
    /// <param name="maxEventBytes">The longest event, in bytes.</param>
    /// <param name="client">The client's side.</param>
    /// <param name="onTerminated">Called once when the terminating event has been read, before the client gets
    /// it.</param>
    public async Task<StreamResult> RunAsync(Stream upstream, int maxEventBytes, ClientStream client, Action<CallOutcome> onTerminated)
    {
        using var buffer = new SseBuffer(maxEventBytes);
        GatewayError? error;
        try
        {
            error = await ForwardAsync(upstream, buffer, client, onTerminated) ?? ForwardRemainder(buffer, client);
        }
        // Only what comes out of a read is the provider's: the same exceptions come from the client's connection.
        catch (Exception e) when (e is IOException or HttpRequestException && _isReading && !timeouts.IsClientGone)
        {
            error = InvalidResponse("broke the connection off in the middle of its answer");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            if (timeouts.IsClientGone || (!_isReading && e is not OperationCanceledException))
            {
                return new StreamResult(
                    usage.HasTerminator ? CallOutcome.Succeeded : CallOutcome.ClientDisconnected,
                    null,
                    null,
                    client.HasStarted);
            }

            _isClientSlow = !_isReading;
            error = TimeoutError();
        }

        // A complete answer stays complete, even if the provider then breaks the connection instead of closing it.
        if (usage.HasTerminator && client.HasStarted)
        {
            (error, _failure) = (null, usage.HasError ? _failure : null);
        }

        client.End(error, usage.EventCount);
        return new StreamResult(OutcomeOf(error), error, _failure, client.HasStarted);
    }

    /// <summary>Forwards until the provider ends the stream; null when it did, else why it was cut.</summary>
    private async Task<GatewayError?> ForwardAsync(Stream upstream, SseBuffer buffer, ClientStream client, Action<CallOutcome> onTerminated)
    {
        while (true)
        {
            var read = await ReadAsync(upstream, buffer.GetMemory(), client);
            if (read == 0)
            {
                return null;
            }

            timeouts.Touch();
            usage.AddResponseBytes(read);
            buffer.Advance(read);
            var wasTerminated = usage.HasTerminator;
            var error = ForwardEvents(buffer, isLast: false, client);
            buffer.Compact();
            if (usage.HasTerminator && client.HasStarted)
            {
                if (!wasTerminated && _failure is null)
                {
                    // Settled before the client can read the end: a client that closes its connection at once must not
                    // turn a complete call into a disconnected one. From here on nothing may fail the call, and the
                    // connection gets a moment to close so that it can be reused.
                    onTerminated(CallOutcome.Succeeded);
                    timeouts.BeginClose();
                }
            }
            else
            {
                error ??= await CheckBudgetAsync();
            }

            if (error is not null)
            {
                return error;
            }

            await client.FlushAsync(timeouts.Token);
        }
    }

    /// <summary>Why the stream must be cut here; null while the budgets cover it.</summary>
    private async ValueTask<GatewayError?> CheckBudgetAsync()
    {
        try
        {
            if (await call.CheckBudgetAsync(usage) is not { } problem)
            {
                return null;
            }

            _isOverBudget = true;
            return GatewayError.From(GatewayErrorKind.BudgetExceeded, problem);
        }
        catch (Exception e)
        {
            _failure = UpstreamFailure.Unmetered(e);
            return _failure.Error;
        }
    }

    private async ValueTask<int> ReadAsync(Stream upstream, Memory<byte> buffer, ClientStream client)
    {
        // Not reset when the read throws: that is how the catch blocks know whose exception it is.
        _isReading = true;
        var read = await ReadOrStartAsync(upstream, buffer, client);
        _isReading = false;
        return read;
    }

    /// <summary>Reads. A client that has got nothing yet gets its head when the provider is silent for long.</summary>
    private async ValueTask<int> ReadOrStartAsync(Stream upstream, Memory<byte> buffer, ClientStream client)
    {
        var read = upstream.ReadAsync(buffer, timeouts.Token);
        if (client.HasStarted || read.IsCompleted)
        {
            return await read;
        }

        var reading = read.AsTask();
        var left = MaxHold - timeouts.Elapsed;
        if (left <= TimeSpan.Zero || !await timeouts.CompletesWithinAsync(reading, left))
        {
            client.Start();
            try
            {
                await client.FlushAsync(timeouts.Token);
            }
            catch
            {
                // The read still writes into the buffer, which returns to a pool when this call ends. It ends with the
                // call's token or its connection.
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _isReading = false;
                throw;
            }
        }

        return await reading;
    }

    private GatewayError? ForwardEvents(SseBuffer buffer, bool isLast, ClientStream client)
    {
        while (buffer.TryRead(out var e) || (isLast && buffer.TryReadRemainder(out e)))
        {
            if (ForwardEvent(buffer, e, client) is { } error)
            {
                return error;
            }
        }

        return buffer.IsTooLong ? InvalidResponse("sent one event that is longer than the gateway accepts") : null;
    }

    private GatewayError? ForwardEvent(SseBuffer buffer, in SseEvent e, ClientStream client)
    {
        var name = buffer.Bytes(e.Name).Span;
        var data = buffer.Data(e);
        usage.SuppressEvent = false;
        if (e.Data.Exists && !TryReadEvent(name, data))
        {
            return InvalidResponse("sent something in its stream that cannot be read");
        }

        _hasEvents |= e.Data.Exists;
        if (e.Data.Exists && ReadFailure(name, data, client) is { } failed)
        {
            return failed;
        }

        // The gateway requests usage in every chat stream; a client that did not must not get the extra chunk, which
        // has no choices.
        if (usage.SuppressEvent && !client.NeedsUsageEvents)
        {
            return null;
        }

        try
        {
            client.WriteEvent(buffer.Bytes(e.Raw).Span, name, data, IsPreamble(e, name, data, client));
            return null;
        }
        catch (TranslationException untranslatable)
        {
            _failure ??= UpstreamFailure.Untranslatable(provider, untranslatable.Message);
            return _failure.Error;
        }
    }

    /// <summary>
    /// The provider's own error, or an end without an answer. Once the client has got a part of the answer, it gets the
    /// provider's event, and only the limiter and the costs need the reason.
    /// </summary>
    private GatewayError? ReadFailure(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ClientStream client)
    {
        if (_failure is null && ProviderErrorReader.FindInEvent(name, data) is { } error)
        {
            usage.HasError = true;
            var scrubbed = error with { Message = scrubber.Scrub(error.Message) };
            _failure = UpstreamFailure.From(provider, scrubbed, null, "with an error");
            return client.HasStarted ? null : _failure.Error;
        }

        if (client.HasStarted || !usage.HasTerminator || usage.HasFinishReason || !IsBareEnd(name, data))
        {
            return null;
        }

        _failure = UpstreamFailure.NoAnswer(provider);
        return _failure.Error;
    }

    // A completed response can have all of its answer in its last event; these two say only that nothing follows.
    private static bool IsBareEnd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        name.SequenceEqual("message_stop"u8) || data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    private bool IsPreamble(in SseEvent e, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ClientStream client) =>
        !client.HasStarted && timeouts.Elapsed < MaxHold && (!e.Data.Exists || format.IsPreamble(name, data));

    private bool TryReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        try
        {
            // Utf8JsonReader does not check the text that it skips, and the client's parser would fail on it.
            if (!Utf8.IsValid(data))
            {
                return false;
            }

            format.ReadEvent(name, data, usage, inspection);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private GatewayError? ForwardRemainder(SseBuffer buffer, ClientStream client)
    {
        if (ForwardEvents(buffer, isLast: true, client) is { } error)
        {
            return error;
        }

        if (!client.HasStarted && !_hasEvents && !buffer.HasPartialEvent)
        {
            _failure ??= UpstreamFailure.NoAnswer(provider);
            return _failure.Error;
        }

        // Without a terminating event the model's reason to stop will do, or the provider's own error: some servers end
        // the stream there.
        var isComplete = usage.HasTerminator || ((usage.HasFinishReason || usage.HasError) && !buffer.HasPartialEvent);
        return isComplete ? null : InvalidResponse("ended its answer in the middle");
    }

    private CallOutcome OutcomeOf(GatewayError? error)
    {
        if (_isOverBudget)
        {
            return CallOutcome.BudgetExceeded;
        }

        if (_isClientSlow)
        {
            return CallOutcome.ClientDisconnected;
        }

        return _failure is null && (usage.HasTerminator || (error is null && !usage.HasError))
            ? CallOutcome.Succeeded
            : CallOutcome.Interrupted;
    }

    private GatewayError TimeoutError() => new(
        GatewayErrorKind.ProviderTimeout,
        _isClientSlow
            ? "The client read nothing for too long; the call was given up. Read the stream without long pauses."
            : $"The provider {provider} sent nothing for too long; the call was given up. Try again, or name another model.");

    private GatewayError InvalidResponse(string what)
    {
        _failure ??= UpstreamFailure.Invalid(provider, what);
        return _failure.Error;
    }
}
