using System.Buffers;
using System.IO.Pipelines;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Calls;

/// <summary>
/// The client's side of a stream. The response's head and what precedes the answer are held back until the answer begins:
/// many failures come with status 200 in the first events, and until the client gets a byte another provider can answer.
/// </summary>
/// <param name="writer">The form of the events.</param>
/// <param name="output">The client's response body.</param>
/// <param name="writeHead">Writes status and headers for a media type.</param>
internal sealed class ClientStream(ClientStreamWriter writer, PipeWriter output, Action<string> writeHead)
{
    private readonly ArrayBufferWriter<byte> _held = new(256);

    /// <summary>
    /// Whether the client got anything. Until then the call can go to another provider, or be answered with an HTTP
    /// status.
    /// </summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether the client gets the events, too, that exist only because the gateway requested usage.</summary>
    public bool NeedsUsageEvents => writer.NeedsUsageEvents;

    /// <summary>Writes one event of the provider, without flushing it.</summary>
    /// <param name="raw">All its bytes.</param>
    /// <param name="name">Its name; empty when it has none.</param>
    /// <param name="data">Its data; empty when it has none.</param>
    /// <param name="isPreamble">Whether the answer has not begun with it, so that it is held back.</param>
    /// <exception cref="Protocols.TranslationException">It cannot be translated to the client's API.</exception>
    public void WriteEvent(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool isPreamble = false)
    {
        writer.WriteEvent(raw, name, data, HasStarted ? output : _held);
        if (!isPreamble)
        {
            Start();
        }
    }

    /// <summary>Begins the client's response with what was held back. Does nothing when it has begun.</summary>
    public void Start()
    {
        if (!HasStarted)
        {
            HasStarted = true;
            writeHead(writer.ContentType);
            output.Write(_held.WrittenSpan);
            _held.Clear();
        }
    }

    /// <summary>Sends what was written. Completes only when a slow client has room for more.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (HasStarted)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Ends a stream that has started, with the error where there is one. The server flushes it with the response's
    /// end.
    /// </summary>
    /// <param name="error">Null for a stream that is complete.</param>
    /// <param name="sequence">The number of the next event, for APIs that number them.</param>
    public void End(GatewayError? error, long sequence)
    {
        if (!HasStarted)
        {
            return;
        }

        if (error is null)
        {
            writer.Complete(output);
        }
        else
        {
            writer.WriteError(error, sequence, output);
        }
    }
}
