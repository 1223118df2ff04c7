using System.Buffers;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Calls;

/// <summary>Translates a stream from another API to Gemini's stream as a JSON array.</summary>
internal sealed class TranslatingJsonArrayStreamWriter(TranslatingStreamWriter inner) : ClientStreamWriter
{
    // Without a scrubber: the inner writer has removed the key before it translated.
    private readonly JsonArrayStreamWriter _array = new(default);

    /// <inheritdoc/>
    public override bool NeedsUsageEvents => true;

    /// <inheritdoc/>
    public override string ContentType => _array.ContentType;

    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (!data.IsEmpty)
        {
            var events = new ArrayBufferWriter<byte>();
            inner.WriteEvent(all, name, data, events);
            WriteItems(events.WrittenSpan, output);
        }
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> output)
    {
        var events = new ArrayBufferWriter<byte>();
        inner.Complete(events);
        WriteItems(events.WrittenSpan, output);
        _array.Complete(output);
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) =>
        _array.WriteError(error, sequence, output);

    private void WriteItems(ReadOnlySpan<byte> events, IBufferWriter<byte> output)
    {
        while (!events.IsEmpty)
        {
            var newline = events.IndexOf((byte)'\n');
            var line = (newline < 0 ? events : events[..newline]).TrimEnd((byte)'\r');
            events = newline < 0 ? default : events[(newline + 1)..];
            if (line.StartsWith("data:"u8))
            {
                _array.WriteEvent(default, default, line[5..].TrimStart((byte)' '), output);
            }
        }
    }
}
