using Factory.Protocols.Conversations;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Whole replies.</summary>
internal static class AnthropicReply
{
    public static ModelResponse Read(Node body, RequestMap map)
    {
        var fields = body.Object();
        var parts = AnthropicParts.Read(fields.Need("content")).Select(part => part is ToolCallPart call ? call with { Name = map.Original(call.Name.Name) } : part);
        return new ModelResponse([.. parts], AnthropicStops.Read(fields.NeedText("stop_reason")), fields.Text("stop_sequence"), fields.Object("usage") is { } usage ? AnthropicUsage.Read(usage) : null);
    }

    public static byte[] Write(ModelResponse reply, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        AnthropicMessage.WriteHead(json, context);
        json.WriteStartArray("content");
        AnthropicPartWriter.Write(json, reply.Parts.Where(part => part is not TextPart { Text.Length: 0 }));
        json.WriteEndArray();
        json.WriteString("stop_reason", AnthropicStops.Write(reply.Stop));
        json.WriteString("stop_sequence", reply.StopSequence);
        AnthropicUsage.Write(json, reply.Usage);
        json.WriteEndObject();
    });
}

internal static class AnthropicMessage
{
    public static void WriteHead(System.Text.Json.Utf8JsonWriter json, TranslationContext context)
    {
        json.WriteString("id", $"msg_{context.Id}");
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", context.ClientModel);
    }

    public static Failure ReadError(JsonObjectReader error) => new(FailureKinds.OfWord(error.Text("type")), error.Text("message") ?? "The provider failed without saying why.");
}
