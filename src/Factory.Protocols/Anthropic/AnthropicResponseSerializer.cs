using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Complete (non-streaming) replies.</summary>
internal static class AnthropicResponseSerializer
{
    /// <summary>Reads a provider's reply.</summary>
    /// <exception cref="TranslationException">Not a reply, or one with content that no client's API can
    /// express.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var reader = body.Object();
        if (reader.Object("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {AnthropicMessage.ReadError(error).Message}");
        }

        var parts = ReplyParts.Read(
            AnthropicContentReader.Read(reader.Required("content")),
            map,
            $"toolu_{context.CallId}_",
            joinsText: false);
        var usage = reader.Object("usage") is { } counts ? AnthropicUsage.Read(counts) : null;
        var stop = AnthropicStopReasons.Read(reader.Text("stop_reason") is { Length: > 0 } reason ? reason : "end_turn");
        return new ModelResponse(
            parts,
            stop.WithToolCalls(parts.Exists(part => part is ToolCallPart)),
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
