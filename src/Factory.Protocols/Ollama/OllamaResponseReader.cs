using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Complete replies, and the messages in the lines of a stream.</summary>
/// <param name="idPrefix">The beginning of the ids that calls get, since they have none; unique for the reply.</param>
/// <param name="map">Restores the client's tool names.</param>
internal sealed class OllamaResponseReader(string idPrefix, RequestMap map)
{
    private int _calls;

    /// <summary>Reads a complete reply.</summary>
    /// <exception cref="TranslationException">Not a reply.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var reader = body.Object();
        var read = new OllamaResponseReader($"call_{context.CallId}_", map).ReadParts(reader.Required("message").Object());
        var parts = ReplyParts.Read(read, RequestMap.None, $"call_{context.CallId}_", joinsText: true);
        return new ModelResponse(
            parts,
            ReadStopReason(reader).WithToolCalls(parts.Any(part => part is ToolCallPart)),
            null,
            ReadUsage(reader));
    }

    /// <summary>Reads a message: reasoning, text and complete calls.</summary>
    public List<ContentPart> ReadParts(JsonObjectReader message)
    {
        var parts = new List<ContentPart>();
        if (message.Piece("thinking") is { Length: > 0 } reasoning)
        {
            parts.Add(new ReasoningPart(reasoning, new ReasoningSignature(ModelApi.OllamaChat, "")));
        }

        if (message.Piece("content") is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(message.Items("tool_calls").Select(ReadToolCall));
        return parts;
    }

    /// <summary>Reads <c>done_reason</c>.</summary>
    public static StopReason ReadStopReason(JsonObjectReader line) =>

        // Otherwise stop, or load and unload for a request without messages; a reply with calls has stop too.
        line.Text("done_reason") == "length" ? StopReason.MaxTokens : StopReason.EndOfTurn;

    /// <summary>Reads the token counts; null where there are none.</summary>
    public static Usage? ReadUsage(JsonObjectReader line) =>
        (line.Take("prompt_eval_count")?.Integer(), line.Take("eval_count")?.Integer()) switch
        {
            (null, null) => null,

            // Older servers omit prompt_eval_count where the whole prompt was in their cache.
            var (input, output) => new Usage(input ?? 0, 0, 0, output ?? 0, 0),
        };

    private ToolCallPart ReadToolCall(JsonValueReader node)
    {
        var function = node.Object().Required("function").Object();
        var arguments = function.Take("arguments") switch
        {
            // An object here, unlike at OpenAI; some models' templates leave it as text.
            null => "{}",
            { IsText: true } text => text.Text(),
            { } value => value.RawObject().GetRawText(),
        };
        return new ToolCallPart($"{idPrefix}{_calls++}", map.OriginalName(function.RequiredText("name")), arguments);
    }
}
