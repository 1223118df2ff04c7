using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Requests of clients of generateContent and streamGenerateContent.</summary>
internal static class GeminiRequestReader
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="TranslationException">Not a request, or one with something that no other API can
    /// express.</exception>
    public static ModelRequest Read(JsonValueReader body, TranslationContext context)
    {
        var reader = JsonObjectReader.Create(body, camelCase: true);
        var messages = new List<Message>();
        if (reader.Take("systemInstruction") is { } instruction)
        {
            var system = JsonObjectReader.Create(instruction, camelCase: true);
            var content = system.Items("parts").SelectMany(new GeminiPartReader("call_").Read).ToList();
            messages.Add(MessageParts.CreateMessage(Role.System, content, system.PathOf("parts")));
            system.RejectUnread(GeminiRules.SystemInstruction);
        }

        var parts = new GeminiPartReader("call_");
        messages.AddRange(reader.Required("contents").Items().Select(item => ReadContent(item, parts)));
        var tools = reader.Items("tools").SelectMany(GeminiTools.Read).ToList();
        var generation = reader.Take("generationConfig") is { } config ? JsonObjectReader.Create(config, camelCase: true) : null;
        var request = new ModelRequest
        {
            SourceApi = ModelApi.GeminiGenerateContent,
            Messages = MessageNormalizer.Normalize(messages),
            Tools = tools,
            ToolChoice = reader.Take("toolConfig") is { } toolConfig ? GeminiTools.ReadChoice(toolConfig, tools) : null,
            MaxOutputTokens = generation?.NonNegativeInt("maxOutputTokens"),
            Temperature = (generation?.Number("temperature")).NullIfDefault(1),
            TopP = (generation?.Number("topP")).NullIfDefault(1),

            // A float in Google's API.
            TopK = generation?.Number("topK") is { } topK ? (int)Math.Clamp(topK, 0, int.MaxValue) : null,
            FrequencyPenalty = (generation?.Number("frequencyPenalty")).NullIfDefault(0),
            PresencePenalty = (generation?.Number("presencePenalty")).NullIfDefault(0),
            Seed = generation?.Take("seed")?.Integer(),
            StopSequences = [.. generation?.Items("stopSequences").Select(stop => stop.Text()).Where(stop => stop.Length > 0) ?? []],
            ResponseFormat = ReadFormat(generation),
            Reasoning = ReadThinking(generation),
            Stream = context.Stream,
        };
        generation?.RejectUnread(GeminiRules.Generation);
        reader.RejectUnread(GeminiRules.Request);
        return request;
    }

    private static Message ReadContent(JsonValueReader node, GeminiPartReader parts)
    {
        var content = JsonObjectReader.Create(node, camelCase: true);
        var role = (content.Text("role") ?? "user") switch
        {
            "user" or "function" => Role.User,
            "model" => Role.Assistant,
            _ => throw new TranslationException(content.PathOf("role"), "must be user or model"),
        };
        var message = MessageParts.CreateMessage(role, [.. content.Items("parts").SelectMany(parts.Read)], content.PathOf("parts"));
        content.RejectUnread(GeminiRules.Content);
        return message;
    }

    private static ResponseFormat? ReadFormat(JsonObjectReader? generation)
    {
        var type = generation?.Text("responseMimeType");
        var schema = generation?.Take("responseSchema") ?? generation?.Take("responseJsonSchema");
        return type switch
        {
            null or "text/plain" when schema is not null => throw new TranslationException(
                generation!.PathOf("responseMimeType"),
                "must be application/json where a schema is given"),
            null or "text/plain" => null,
            "application/json" => new ResponseFormat(schema is { } given ? JsonSchemas.FromOpenApi(given.RawObject()) : null),
            _ => throw new TranslationException(generation!.PathOf("responseMimeType"), "must be text/plain or application/json"),
        };
    }

    private static Reasoning? ReadThinking(JsonObjectReader? generation)
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
            // 0 switches it off, -1 leaves the amount to the model.
            (0, null) => new Reasoning(ReasoningMode.Off),
            ( > 0 and <= int.MaxValue, _) => new Reasoning(ReasoningMode.On, level, (int)budget, show),
            (null, null) when !show => null,
            _ => new Reasoning(ReasoningMode.On, level is "thinking_level_unspecified" ? null : level, null, show),
        };
    }
}
