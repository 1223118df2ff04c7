using System.Buffers;
using System.Text;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;
using Factory.Protocols;

namespace Factory.Gateway.Calls;

/// <summary>Translates a stream from another API.</summary>
internal sealed class TranslatingStreamWriter(StreamTranslator translator, SecretScrubber scrubber) : ClientStreamWriter
{
    /// <inheritdoc/>
    public override bool NeedsUsageEvents => true;

    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (data.IsEmpty)
        {
            // A comment or an empty event: the provider keeps the connection alive with it, so the client's connection
            // gets one, too.
            output.Write(":\n\n"u8);
            return;
        }

        // Scrubbed before the translation, which may split a text into several events.
        translator.WriteEvent(Encoding.UTF8.GetString(name), scrubber.Contains(data) ? scrubber.Scrub(data) : data, output);
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> output) => translator.Complete(output);

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) =>
        translator.WriteError(ErrorTable.Get(error.Kind).Vendor, error.Message, output);
}
