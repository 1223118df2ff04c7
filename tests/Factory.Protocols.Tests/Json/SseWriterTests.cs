using System.Buffers;
using System.Text;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Tests.Json;

public sealed class SseWriterTests
{
    [Fact]
    public void WriteEvent_WithAndWithoutName_HasOneDataLine() => Written(sse =>
    {
        sse.WriteEvent("ping", json => json.WriteNumberValue(1));
        sse.WriteEvent(null, json => json.WriteStringValue("two\nlines\r and \u2028"));
        sse.WriteData("[DONE]"u8);
    }).ShouldBe("event: ping\ndata: 1\n\ndata: \"two\\nlines\\r and \\u2028\"\n\ndata: [DONE]\n\n");

    [Fact]
    public void WriteEvent_RawValueOverSeveralLines_HasOneDataLine() =>
        Written(sse => sse.WriteEvent(null, json => json.WriteRaw(JsonElement.Parse("{\n\"a\":\r\n1}"))))
            .Trim('\n')
            .Split('\n', '\r').Length.ShouldBe(1);

    private static string Written(Action<SseWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using var sse = new SseWriter { Output = output };
        write(sse);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
