using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Non-streaming responses.</summary>
internal static class AnthropicResponseSerializer
{
    public static ModelResponse Read(JsonValueReader body, RequestMap map)
    {
        var reader = body.Object();
        var parts = AnthropicContentReader.Read(reader.Required("content")).Select(part => part is ToolCallPart call ? call with { Name = map.OriginalName(call.Name.Name) } : part);
        return new ModelResponse([.. parts], AnthropicStopReasons.Read(reader.RequiredText("stop_reason")), reader.Text("stop_sequence"), reader.Object("usage") is { } usage ? AnthropicUsage.Read(usage) : null);
    }

    public static byte[] Write(ModelResponse response, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        AnthropicMessage.WriteHead(json, context);
        json.WriteStartArray("content");
        AnthropicContentWriter.Write(json, response.Parts.Where(part => part is not TextPart { Text.Length: 0 }));
        json.WriteEndArray();
        json.WriteString("stop_reason", AnthropicStopReasons.Write(response.StopReason));
        json.WriteString("stop_sequence", response.StopSequence);
        AnthropicUsage.Write(json, response.Usage);
        json.WriteEndObject();
    });
}

internal static class AnthropicMessage
{
    public static void WriteHead(System.Text.Json.Utf8JsonWriter json, TranslationContext context)
    {
        json.WriteString("id", $"msg_{context.CallId}");
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", context.ClientModel);
    }

    public static ApiError ReadError(JsonObjectReader error) => new(VendorErrors.FromName(error.Text("type")), error.Text("message") ?? "The provider failed without saying why.");
}
