using System.Buffers;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Calls;

/// <summary>How a provider's events become the client's stream.</summary>
internal abstract class ClientStreamWriter
{
    /// <summary>The media type of the stream.</summary>
    public virtual string ContentType => "text/event-stream";

    /// <summary>Whether it must see also the events that are only there because the gateway asked for usage.</summary>
    public virtual bool NeedsUsageEvents => false;

    /// <summary>One whole event of the provider.</summary>
    /// <param name="all">All its bytes.</param>
    /// <param name="name">Its name; empty when it has none.</param>
    /// <param name="data">Its data; empty when it has none.</param>
    /// <param name="output">To the client.</param>
    public abstract void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output);

    /// <summary>The provider's stream ended well.</summary>
    public virtual void Complete(IBufferWriter<byte> output)
    {
    }

    /// <summary>Ends the client's stream with an error.</summary>
    public abstract void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output);
}

/// <summary>The same protocol on both sides: the provider's bytes as they are.</summary>
internal sealed class PassThroughStreamWriter(ModelApi api, string call, SecretScrubber scrubber) : ClientStreamWriter
{
    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        output.Write(scrubber.Contains(all) ? scrubber.Scrub(all) : all);
        if (!all.EndsWith("\n\n"u8) && !all.EndsWith("\r\n\r\n"u8))
        {
            output.Write("\n"u8);
        }
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) => output.Write(ErrorFormat.WriteEvent(api, error, call, sequence));
}

/// <summary>Gemini's stream as a JSON list, for clients that do not ask for server-sent events.</summary>
internal sealed class JsonArrayStreamWriter(SecretScrubber scrubber) : ClientStreamWriter
{
    private bool _hasItems;

    /// <inheritdoc/>
    public override string ContentType => "application/json";

    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (!data.IsEmpty)
        {
            WriteItem(scrubber.Contains(data) ? scrubber.Scrub(data) : data, output);
        }
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> output) => output.Write(_hasItems ? "\n]\n"u8 : "[]\n"u8);

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output)
    {
        WriteItem(ErrorFormat.WriteBody(ModelApi.GeminiGenerateContent, error), output);
        Complete(output);
    }

    private void WriteItem(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        output.Write(_hasItems ? ",\n"u8 : "["u8);
        output.Write(json);
        _hasItems = true;
    }
}
