using System.Buffers;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>A stream from one API's reader into another API's writer.</summary>
internal sealed class StreamTranslation(IResponseStreamReader reader, ResponseStreamWriter writer, SseWriter sse) : StreamTranslator
{
    public override void WriteEvent(string? name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        sse.Output = output;
        reader.Read(name, data, writer);
    }

    public override void Complete(IBufferWriter<byte> output)
    {
        sse.Output = output;
        writer.Complete();
    }

    public override void WriteError(ApiErrorKind kind, string message, IBufferWriter<byte> output)
    {
        sse.Output = output;
        writer.Fail(new ApiError(kind, message));
    }
}
