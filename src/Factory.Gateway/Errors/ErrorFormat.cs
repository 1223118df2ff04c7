using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Factory.Gateway.Errors;

/// <summary>How a protocol writes an error, as a whole answer and as the end of a stream.</summary>
internal abstract class ErrorFormat
{
    // Never shown by a browser as a page: an apostrophe may stay one.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>OpenAI's, for all but streamed responses.</summary>
    public static ErrorFormat OpenAI { get; } = new OpenAIErrorFormat();

    /// <summary>OpenAI's responses.</summary>
    public static ErrorFormat Responses { get; } = new OpenAIResponsesErrorFormat();

    /// <summary>Anthropic's.</summary>
    public static ErrorFormat Anthropic { get; } = new AnthropicErrorFormat();

    /// <summary>Google's.</summary>
    public static ErrorFormat Gemini { get; } = new GeminiErrorFormat();

    /// <summary>The body of an error answer.</summary>
    public byte[] WriteBody(GatewayError error) => Write(error, WriteObject);

    /// <summary>The event that ends a stream.</summary>
    /// <param name="call">The call's id.</param>
    /// <param name="sequence">The number of the next event, where they are numbered.</param>
    public byte[] WriteEvent(GatewayError error, string call, long sequence) =>
        [.. EventName, .. "data: "u8, .. Write(error, (json, r, row) => WriteEventObject(json, r, row, call, sequence)), .. "\n\n"u8];

    protected virtual ReadOnlySpan<byte> EventName => [];

    protected abstract void WriteObject(Utf8JsonWriter json, GatewayError error, ErrorRow row);

    protected virtual void WriteEventObject(Utf8JsonWriter json, GatewayError error, ErrorRow row, string call, long sequence) => WriteObject(json, error, row);

    private static byte[] Write(GatewayError error, Action<Utf8JsonWriter, GatewayError, ErrorRow> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(json, error, ErrorTable.Get(error.Kind));
        }

        return buffer.WrittenSpan.ToArray();
    }

    private class OpenAIErrorFormat : ErrorFormat
    {
        protected override void WriteObject(Utf8JsonWriter json, GatewayError error, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", error.Message);
            json.WriteString("type", row.OpenAIType);
            json.WriteNull("param");
            json.WriteString("code", error.Code ?? row.OpenAICode);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class OpenAIResponsesErrorFormat : OpenAIErrorFormat
    {
        protected override ReadOnlySpan<byte> EventName => "event: response.failed\n"u8;

        // Codex stops at once for insufficient_quota and tries again for every other word, so the code is OpenAI's own here.
        protected override void WriteEventObject(Utf8JsonWriter json, GatewayError error, ErrorRow row, string call, long sequence)
        {
            json.WriteStartObject();
            json.WriteString("type", "response.failed");
            json.WriteNumber("sequence_number", sequence);
            json.WriteStartObject("response");
            json.WriteString("id", "resp_" + call);
            json.WriteString("object", "response");
            json.WriteNumber("created_at", 0);
            json.WriteString("status", "failed");
            json.WriteString("model", "");
            json.WriteStartArray("output");
            json.WriteEndArray();
            json.WriteStartObject("error");
            json.WriteString("code", row.OpenAICode);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class AnthropicErrorFormat : ErrorFormat
    {
        protected override ReadOnlySpan<byte> EventName => "event: error\n"u8;

        protected override void WriteObject(Utf8JsonWriter json, GatewayError error, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", row.AnthropicType);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class GeminiErrorFormat : ErrorFormat
    {
        protected override void WriteObject(Utf8JsonWriter json, GatewayError error, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", row.Status);
            json.WriteString("message", error.Message);
            json.WriteString("status", row.GeminiStatus);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
