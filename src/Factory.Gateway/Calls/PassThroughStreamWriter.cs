using System.Buffers;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Calls;

/// <summary>Forwards the provider's bytes unchanged, for the same API on both sides.</summary>
internal sealed class PassThroughStreamWriter(ModelApi api, string call, SecretScrubber scrubber) : ClientStreamWriter
{
    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        output.Write(scrubber.Contains(all) ? scrubber.Scrub(all) : all);
        // The last event of a server that omits the empty line after it: an error event could not follow otherwise.
        if (!all.EndsWith("\n\n"u8) && !all.EndsWith("\r\n\r\n"u8))
        {
            output.Write("\n"u8);
        }
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) =>
        output.Write(ErrorFormat.WriteEvent(api, error, call, sequence));
}
