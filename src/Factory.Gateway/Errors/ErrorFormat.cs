using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Errors;

/// <summary>
/// Writes an error in the form of the client's API, as a whole body and as the event that ends a stream.
/// </summary>
internal static class ErrorFormat
{
    // Browsers never render this text as a page, so apostrophes need no escape.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of an error response.</summary>
    public static byte[] WriteBody(ModelApi client, GatewayError error)
    {
        var row = ErrorTable.Get(error.Kind);
        return ProtocolError.WriteBody(client, row.Vendor, error.Message, row.Status, error.Code ?? row.Code);
    }

    /// <summary>The event that ends a stream.</summary>
    /// <param name="client">The client's API.</param>
    /// <param name="error">Why the stream ends.</param>
    /// <param name="call">The call's id.</param>
    /// <param name="sequence">The number of this event, for APIs that number them.</param>
    public static byte[] WriteEvent(ModelApi client, GatewayError error, string call, long sequence) => client switch
    {
        ModelApi.AnthropicMessages => [.. "event: error\ndata: "u8, .. WriteBody(client, error), .. "\n\n"u8],
        ModelApi.OpenAIResponses => [.. "event: response.failed\ndata: "u8, .. WriteFailedResponse(error, call, sequence), .. "\n\n"u8],
        _ => [.. "data: "u8, .. WriteBody(client, error), .. "\n\n"u8],
    };

    // Codex stops at once for insufficient_quota and retries for every unknown code, so this is OpenAI's own code and
    // not the factory's.
    private static byte[] WriteFailedResponse(GatewayError error, string call, long sequence)
    {
        var vendor = ErrorTable.Get(error.Kind).Vendor;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
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
            json.WriteString("code", VendorErrors.ResponsesCode(vendor));
            json.WriteString("message", ContextOverflow.Describe(ModelApi.OpenAIResponses, vendor, error.Message));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
