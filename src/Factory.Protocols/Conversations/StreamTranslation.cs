using System.Buffers;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Conversations;

/// <summary>Reads one event of a provider's stream and tells the sink.</summary>
internal interface IStreamReader
{
    void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink);
}

internal sealed class StreamTranslation(IStreamReader reader, ReplyStreamWriter writer, SseWriter sse) : StreamTranslator
{
    public override void Event(string? name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        sse.Output = output;
        reader.Read(name, data, writer);
    }

    public override void End(IBufferWriter<byte> output)
    {
        sse.Output = output;
        writer.End();
    }

    public override void Fail(int status, string message, IBufferWriter<byte> output)
    {
        sse.Output = output;
        writer.Failed(new Failure(FailureKinds.OfStatus(status), message));
    }
}
