using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

internal static class GeminiRequestReader
{
    public static ModelRequest Read(Node body, TranslationContext context)
    {
        var fields = JsonObjectReader.Of(body, camelCase: true);
        var turns = new List<Message>();
        if (fields.Take("systemInstruction") is { } instruction)
        {
            var system = JsonObjectReader.Of(instruction, camelCase: true);
            turns.Add(new Message(Role.System, [.. system.Items("parts").SelectMany(new GeminiPartReader("call_").Read)]));
            system.Done(GeminiRules.SystemInstruction);
        }

        var parts = new GeminiPartReader("call_");
        turns.AddRange(fields.Need("contents").Items().Select(item => Content(item, parts)));
        var tools = fields.Items("tools").SelectMany(GeminiTools.Read).ToList();
        var generation = fields.Take("generationConfig") is { } config ? JsonObjectReader.Of(config, camelCase: true) : null;
        var conversation = new ModelRequest
        {
            Source = Protocol.GeminiGenerate,
            Turns = Turns.Ordered(turns),
            Tools = tools,
            Choice = fields.Take("toolConfig") is { } toolConfig ? GeminiTools.ReadChoice(toolConfig, tools) : null,
            MaxOutputTokens = generation?.Count("maxOutputTokens"),
            Temperature = (generation?.Number("temperature")).Unless(1),
            TopP = (generation?.Number("topP")).Unless(1),
            TopK = generation?.Number("topK") is { } topK ? (int)Math.Clamp(topK, 0, int.MaxValue) : null,
            FrequencyPenalty = (generation?.Number("frequencyPenalty")).Unless(0),
            PresencePenalty = (generation?.Number("presencePenalty")).Unless(0),
            Seed = generation?.Take("seed")?.Integer(),
            Stop = [.. generation?.Items("stopSequences").Select(stop => stop.Text()) ?? []],
            Format = Format(generation),
            Reasoning = Thinking(generation),
            Stream = context.Stream,
        };
        generation?.Done(GeminiRules.Generation);
        fields.Done(GeminiRules.Request);
        return conversation;
    }

    private static Message Content(Node node, GeminiPartReader parts)
    {
        var content = JsonObjectReader.Of(node, camelCase: true);
        var role = (content.Text("role") ?? "user") switch
        {
            "user" or "function" => Role.User,
            "model" => Role.Assistant,
            _ => throw new TranslationException(content.At("role"), "must be user or model"),
        };
        var turn = new Message(role, [.. content.Items("parts").SelectMany(parts.Read)]);
        content.Done(GeminiRules.Content);
        return turn;
    }

    private static ReplyFormat? Format(JsonObjectReader? generation)
    {
        var type = generation?.Text("responseMimeType");
        var schema = generation?.Take("responseSchema") ?? generation?.Take("responseJsonSchema");
        return type switch
        {
            null or "text/plain" => null,
            "application/json" => new ReplyFormat(schema is { } given ? JsonSchemas.FromOpenApi(given.RawObject()) : null),
            _ => throw new TranslationException(generation!.At("responseMimeType"), "must be text/plain or application/json"),
        };
    }

    private static Reasoning? Thinking(JsonObjectReader? generation)
    {
        if (generation?.Take("thinkingConfig") is not { } config)
        {
            return null;
        }

        var thinking = JsonObjectReader.Of(config, camelCase: true);
        var show = thinking.Flag("includeThoughts") ?? false;
        var budget = thinking.Take("thinkingBudget")?.Integer();
        var level = thinking.Text("thinkingLevel")?.ToLowerInvariant();
        thinking.Done(GeminiRules.Thinking);
        return (budget, level) switch
        {
            (0, null) => new Reasoning(ReasoningMode.Off),
            (> 0 and <= int.MaxValue, _) => new Reasoning(ReasoningMode.On, level, (int)budget, show),
            (null, null) when !show => null,
            _ => new Reasoning(ReasoningMode.On, level is "thinking_level_unspecified" ? null : level, null, show),
        };
    }
}
