using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

internal static class GeminiRequestReader
{
    public static ModelRequest Read(JsonValueReader body, TranslationContext context)
    {
        var reader = JsonObjectReader.Create(body, camelCase: true);
        var turns = new List<Message>();
        if (reader.Take("systemInstruction") is { } instruction)
        {
            var system = JsonObjectReader.Create(instruction, camelCase: true);
            turns.Add(new Message(Role.System, [.. system.Items("parts").SelectMany(new GeminiPartReader("call_").Read)]));
            system.RejectUnread(GeminiRules.SystemInstruction);
        }

        var parts = new GeminiPartReader("call_");
        turns.AddRange(reader.Required("contents").Items().Select(item => Content(item, parts)));
        var tools = reader.Items("tools").SelectMany(GeminiTools.Read).ToList();
        var generation = reader.Take("generationConfig") is { } config ? JsonObjectReader.Create(config, camelCase: true) : null;
        var request = new ModelRequest
        {
            SourceApi = ModelApi.GeminiGenerateContent,
            Messages = MessageNormalizer.Normalize(turns),
            Tools = tools,
            ToolChoice = reader.Take("toolConfig") is { } toolConfig ? GeminiTools.ReadChoice(toolConfig, tools) : null,
            MaxOutputTokens = generation?.NonNegativeInt("maxOutputTokens"),
            Temperature = (generation?.Number("temperature")).NullIfDefault(1),
            TopP = (generation?.Number("topP")).NullIfDefault(1),
            TopK = generation?.Number("topK") is { } topK ? (int)Math.Clamp(topK, 0, int.MaxValue) : null,
            FrequencyPenalty = (generation?.Number("frequencyPenalty")).NullIfDefault(0),
            PresencePenalty = (generation?.Number("presencePenalty")).NullIfDefault(0),
            Seed = generation?.Take("seed")?.Integer(),
            StopSequences = [.. generation?.Items("stopSequences").Select(stop => stop.Text()) ?? []],
            ResponseFormat = Format(generation),
            Reasoning = Thinking(generation),
            Stream = context.Stream,
        };
        generation?.RejectUnread(GeminiRules.Generation);
        reader.RejectUnread(GeminiRules.Request);
        return request;
    }

    private static Message Content(JsonValueReader node, GeminiPartReader parts)
    {
        var content = JsonObjectReader.Create(node, camelCase: true);
        var role = (content.Text("role") ?? "user") switch
        {
            "user" or "function" => Role.User,
            "model" => Role.Assistant,
            _ => throw new TranslationException(content.PathOf("role"), "must be user or model"),
        };
        var message = new Message(role, [.. content.Items("parts").SelectMany(parts.Read)]);
        content.RejectUnread(GeminiRules.Content);
        return message;
    }

    private static ResponseFormat? Format(JsonObjectReader? generation)
    {
        var type = generation?.Text("responseMimeType");
        var schema = generation?.Take("responseSchema") ?? generation?.Take("responseJsonSchema");
        return type switch
        {
            null or "text/plain" => null,
            "application/json" => new ResponseFormat(schema is { } given ? JsonSchemas.FromOpenApi(given.RawObject()) : null),
            _ => throw new TranslationException(generation!.PathOf("responseMimeType"), "must be text/plain or application/json"),
        };
    }

    private static Reasoning? Thinking(JsonObjectReader? generation)
    {
        if (generation?.Take("thinkingConfig") is not { } config)
        {
            return null;
        }

        var thinking = JsonObjectReader.Create(config, camelCase: true);
        var show = thinking.Flag("includeThoughts") ?? false;
        var budget = thinking.Take("thinkingBudget")?.Integer();
        var level = thinking.Text("thinkingLevel")?.ToLowerInvariant();
        thinking.RejectUnread(GeminiRules.Thinking);
        return (budget, level) switch
        {
            (0, null) => new Reasoning(ReasoningMode.Off),
            (> 0 and <= int.MaxValue, _) => new Reasoning(ReasoningMode.On, level, (int)budget, show),
            (null, null) when !show => null,
            _ => new Reasoning(ReasoningMode.On, level is "thinking_level_unspecified" ? null : level, null, show),
        };
    }
}
