using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Non-streaming responses, and what the lines of a stream have in common with them. Calls have no ids: they get some.</summary>
/// <param name="idPrefix">What made ids begin with; unique for the reply.</param>
internal sealed class OllamaResponseReader(string idPrefix, RequestMap map)
{
    private int _calls;

    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var reader = body.Object();
        var parts = new OllamaResponseReader($"call_{context.CallId}_", map).ReadParts(reader.Required("message").Object());
        return new ModelResponse(parts, ReadStopReason(reader).WithToolCalls(parts.Any(part => part is ToolCallPart)), null, ReadUsage(reader));
    }

    /// <summary>Thoughts, text and whole calls of a message.</summary>
    public List<ContentPart> ReadParts(JsonObjectReader message)
    {
        var parts = new List<ContentPart>();
        if (message.Text("thinking") is { Length: > 0 } thoughts)
        {
            parts.Add(new ReasoningPart(thoughts, new ReasoningSignature(ModelApi.OllamaChat, "")));
        }

        if (message.Text("content") is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(message.Items("tool_calls").Select(ReadToolCall));
        return parts;
    }

    public static StopReason ReadStopReason(JsonObjectReader line) => line.Text("done_reason") == "length" ? StopReason.MaxTokens : StopReason.EndOfTurn;

    /// <summary>The counts; null when there are none. The input's is left out where the server had it all in its cache.</summary>
    public static Usage? ReadUsage(JsonObjectReader line) => (line.Take("prompt_eval_count")?.Integer(), line.Take("eval_count")?.Integer()) switch
    {
        (null, null) => null,
        var (input, output) => new Usage(input ?? 0, 0, 0, output ?? 0, 0),
    };

    private ToolCallPart ReadToolCall(JsonValueReader node)
    {
        var function = node.Object().Required("function").Object();
        var arguments = function.Take("arguments") switch
        {
            null => "{}",
            { IsText: true } text => text.Text(),
            var whole => whole.Value.RawObject().GetRawText(),
        };
        return new ToolCallPart($"{idPrefix}{_calls++}", map.OriginalName(function.RequiredText("name")), arguments);
    }
}
