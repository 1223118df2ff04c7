using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Factory.Gateway.Errors;

/// <summary>How a protocol writes an error, as a whole answer and as the end of a stream.</summary>
internal abstract class ErrorFormat
{
    // Never shown by a browser as a page: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>OpenAI's, for all but streamed responses.</summary>
    public static ErrorFormat OpenAI { get; } = new OpenAIForm();

    /// <summary>OpenAI's responses.</summary>
    public static ErrorFormat Responses { get; } = new ResponsesForm();

    /// <summary>Anthropic's.</summary>
    public static ErrorFormat Anthropic { get; } = new AnthropicForm();

    /// <summary>Google's.</summary>
    public static ErrorFormat Google { get; } = new GoogleForm();

    /// <summary>The body of an error answer.</summary>
    public byte[] Body(GatewayError refusal) => Write(refusal, Object);

    /// <summary>The event that ends a stream.</summary>
    /// <param name="call">The call's id.</param>
    /// <param name="sequence">The number of the next event, where they are numbered.</param>
    public byte[] Event(GatewayError refusal, string call, long sequence) =>
        [.. EventName, .. "data: "u8, .. Write(refusal, (json, r, row) => EventObject(json, r, row, call, sequence)), .. "\n\n"u8];

    protected virtual ReadOnlySpan<byte> EventName => [];

    protected abstract void Object(Utf8JsonWriter json, GatewayError refusal, ErrorRow row);

    protected virtual void EventObject(Utf8JsonWriter json, GatewayError refusal, ErrorRow row, string call, long sequence) => Object(json, refusal, row);

    private static byte[] Write(GatewayError refusal, Action<Utf8JsonWriter, GatewayError, ErrorRow> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json, refusal, ErrorTable.Of(refusal.Kind));
        }

        return buffer.WrittenSpan.ToArray();
    }

    private class OpenAIForm : ErrorFormat
    {
        protected override void Object(Utf8JsonWriter json, GatewayError refusal, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", refusal.Message);
            json.WriteString("type", row.OpenAIType);
            json.WriteNull("param");
            json.WriteString("code", refusal.Code ?? row.OpenAICode);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class ResponsesForm : OpenAIForm
    {
        protected override ReadOnlySpan<byte> EventName => "event: response.failed\n"u8;

        // Codex stops at once for insufficient_quota and tries again for every other word, so the code is OpenAI's own here.
        protected override void EventObject(Utf8JsonWriter json, GatewayError refusal, ErrorRow row, string call, long sequence)
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
            json.WriteString("message", refusal.Message);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class AnthropicForm : ErrorFormat
    {
        protected override ReadOnlySpan<byte> EventName => "event: error\n"u8;

        protected override void Object(Utf8JsonWriter json, GatewayError refusal, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", row.AnthropicType);
            json.WriteString("message", refusal.Message);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private sealed class GoogleForm : ErrorFormat
    {
        protected override void Object(Utf8JsonWriter json, GatewayError refusal, ErrorRow row)
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", row.Status);
            json.WriteString("message", refusal.Message);
            json.WriteString("status", row.GoogleStatus);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
