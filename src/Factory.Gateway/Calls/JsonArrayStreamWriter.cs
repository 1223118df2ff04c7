using System.Buffers;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Calls;

/// <summary>Gemini's stream as a JSON array, for clients that do not request server-sent events.</summary>
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
