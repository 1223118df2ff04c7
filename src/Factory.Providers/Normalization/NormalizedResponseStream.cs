using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;
using Factory.Providers.Http;

namespace Factory.Providers.Normalization;

/// <summary>How a server framed its response.</summary>
internal enum ResponseFraming
{
    /// <summary>Server-sent events.</summary>
    ServerSentEvents,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>One JSON object.</summary>
    SingleJson,
}

/// <summary>A response's body as the SDK can read it, produced event by event while it is read.</summary>
internal sealed class NormalizedResponseStream : ReadOnlyStream
{
    private const string Done = "[DONE]";

    private readonly Stream _body;
    private readonly ResponseNormalizer _normalizer;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<byte[]> _chunks;
    private ReadOnlyMemory<byte> _rest;

    /// <summary>Creates the stream without reading.</summary>
    public NormalizedResponseStream(Stream body, ResponseFraming form, ResponseNormalizer normalizer)
    {
        (_body, _normalizer) = (body, normalizer);
        _chunks = NormalizeAsync(form, _stop.Token).GetAsyncEnumerator();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The enumerator was made with one token for the whole response, but each read brings its own: cancelling a
        // read must stop what it waits for.
        await using var registration = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        while (_rest.IsEmpty)
        {
            if (!await _chunks.MoveNextAsync())
            {
                return 0;
            }

            _rest = _chunks.Current;
        }

        var length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async IAsyncEnumerable<byte[]> NormalizeAsync(
        ResponseFraming form,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var data in form == ResponseFraming.SingleJson
            ? WholeAsync(cancellationToken)
            : StreamedAsync(form, cancellationToken))
        {
            foreach (var normalized in _normalizer.Normalize(data))
            {
                yield return Encoding.UTF8.GetBytes(_normalizer.Serialize(normalized));
            }

            // Some servers keep the connection open after the last event; waiting for its end would run into the read
            // timeout.
            if (_normalizer.IsTerminated)
            {
                break;
            }
        }

        // A connection that a proxy closed properly looks like the end of a response. Only the stop reason tells a
        // complete one from one that was cut off.
        if (!_normalizer.HasStopReason)
        {
            throw new IncompleteResponseException();
        }

        yield return Encoding.UTF8.GetBytes(string.Concat(_normalizer.Flush().Select(_normalizer.Serialize)) + _normalizer.Terminator);
    }

    private async IAsyncEnumerable<JsonObject> WholeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(_body);
        var text = await reader.ReadToEndAsync(cancellationToken);
        var whole = Parse(text);
        using var json = JsonDocument.Parse(text);
        if (ProviderErrorReader.Find(json.RootElement) is { } error)
        {
            throw _normalizer.Fail(error, whole);
        }

        foreach (var part in _normalizer.SplitIntoEvents(whole))
        {
            yield return part;
        }
    }

    private async IAsyncEnumerable<JsonObject> StreamedAsync(
        ResponseFraming form,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, data) in form == ResponseFraming.ServerSentEvents
            ? EventsAsync(cancellationToken)
            : LinesAsync(cancellationToken))
        {
            if (data.Trim() == Done)
            {
                break;
            }

            if (ProviderErrorReader.FindInEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data)) is { } error)
            {
                throw _normalizer.Fail(error, TryParse(data));
            }

            yield return Parse(data);
        }
    }

    private async IAsyncEnumerable<(string Name, string Data)> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(_body).EnumerateAsync(cancellationToken))
        {
            yield return (item.EventType, item.Data);
        }
    }

    private async IAsyncEnumerable<(string Name, string Data)> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(_body);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                yield return ("", line);
            }
        }
    }

    private static JsonObject Parse(string data) =>
        JsonNode.Parse(data) as JsonObject ?? throw new JsonException("The server sent something that is not a JSON object.");

    // The text of an error may be no JSON at all.
    private static JsonObject? TryParse(string data) => LenientJson.TryObject(data);
}
