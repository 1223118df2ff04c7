using System.Buffers;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Calls;

/// <summary>Writes a provider's events in the form of the client's stream.</summary>
internal abstract class ClientStreamWriter
{
    /// <summary>The media type of the stream.</summary>
    public virtual string ContentType => "text/event-stream";

    /// <summary>Whether it needs the events, too, that exist only because the gateway requested usage.</summary>
    public virtual bool NeedsUsageEvents => false;

    /// <summary>Writes one complete event of the provider.</summary>
    /// <param name="all">All its bytes.</param>
    /// <param name="name">Its name; empty when it has none.</param>
    /// <param name="data">Its data; empty when it has none.</param>
    /// <param name="output">The client's response body.</param>
    public abstract void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output);

    /// <summary>Ends the client's stream after a complete answer.</summary>
    public virtual void Complete(IBufferWriter<byte> output)
    {
    }

    /// <summary>Ends the client's stream with an error.</summary>
    /// <param name="error">Why it ends.</param>
    /// <param name="sequence">The number of this event, for APIs that number them.</param>
    /// <param name="output">The client's response body.</param>
    public abstract void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output);
}
