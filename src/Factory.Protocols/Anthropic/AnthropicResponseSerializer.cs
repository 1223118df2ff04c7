using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Complete (non-streaming) replies.</summary>
internal static class AnthropicResponseSerializer
{
    /// <summary>Reads a provider's reply.</summary>
    /// <exception cref="TranslationException">Not a reply, or one with content that no client's API can
    /// express.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map)
    {
        var reader = body.Object();
        var parts = MessageParts.RequireReplyContent(AnthropicContentReader.Read(reader.Required("content")))
            .Select(part => part is ToolCallPart call ? call with { Name = map.OriginalName(call.Name.Name) } : part);
        var usage = reader.Object("usage") is { } counts ? AnthropicUsage.Read(counts) : null;
        return new ModelResponse(
            [.. parts],
            AnthropicStopReasons.Read(reader.RequiredText("stop_reason")),
            reader.Text("stop_sequence"),
            usage);
    }

    /// <summary>Writes a reply for a client.</summary>
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
