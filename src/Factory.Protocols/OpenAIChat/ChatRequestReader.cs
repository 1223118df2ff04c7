using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Requests of clients of chat completions.</summary>
internal static class ChatRequestReader
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="TranslationException">Not a request, or one with something that no other API can
    /// express.</exception>
    public static ModelRequest Read(JsonValueReader body)
    {
        var reader = body.Object();
        reader.RequiredText("model");
        var streaming = reader.Object("stream_options");
        var includeUsage = streaming?.Flag("include_usage") ?? false;
        streaming?.RejectUnread(ChatRules.StreamOptions);

        // OpenAI renamed max_tokens when reasoning began to count; agents that support both kinds of model send both.
        var oldLimit = reader.NonNegativeInt("max_tokens");
        var request = new ModelRequest
        {
            SourceApi = ModelApi.OpenAIChat,
            Messages = MessageNormalizer.Normalize(reader.Required("messages").Items().Select(ChatMessageReader.Read)),
            Tools = [.. reader.Items("tools").Select(ChatTools.Read)],
            ToolChoice = reader.Take("tool_choice") is { } choice ? ChatTools.ReadChoice(choice) : null,
            ParallelToolCalls = reader.Flag("parallel_tool_calls"),
            MaxOutputTokens = reader.NonNegativeInt("max_completion_tokens") ?? oldLimit,
            Temperature = reader.Number("temperature").NullIfDefault(1),
            TopP = reader.Number("top_p").NullIfDefault(1),
            TopK = reader.NonNegativeInt("top_k"),
            FrequencyPenalty = reader.Number("frequency_penalty").NullIfDefault(0),
            PresencePenalty = reader.Number("presence_penalty").NullIfDefault(0),
            Seed = reader.Take("seed")?.Integer(),
            StopSequences = ReadStop(reader.Take("stop")),
            ResponseFormat = ReadFormat(reader.Object("response_format")),
            Reasoning = OpenAIReasoning.Read(reader.Text("reasoning_effort"), show: false),
            Verbosity = reader.Text("verbosity"),
            Stream = reader.Flag("stream") ?? false,
            IncludeUsage = includeUsage,
        };
        reader.RejectUnread(ChatRules.Request);
        return request;
    }

    private static IReadOnlyList<string> ReadStop(JsonValueReader? stop) => stop switch
    {
        null => [],
        { IsText: true } one => [.. new[] { one.Text() }.Where(text => text.Length > 0)],
        { } list => [.. list.Items().Select(one => one.Text()).Where(text => text.Length > 0)],
    };

    private static ResponseFormat? ReadFormat(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        var read = format.RequiredText("type") switch
        {
            "text" => null,
            "json_object" => new ResponseFormat(null),
            "json_schema" => OpenAIResponseFormat.Read(format.Required("json_schema").Object(), ChatRules.Format),
            _ => throw new TranslationException(format.PathOf("type"), "must be text, json_object or json_schema"),
        };
        format.RejectUnread(ChatRules.Format);
        return read;
    }
}
