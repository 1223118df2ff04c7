using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatRequestReader
{
    public static ModelRequest Read(Node body)
    {
        var fields = body.Object();
        fields.NeedText("model");
        var streaming = fields.Object("stream_options");
        var includeUsage = streaming?.Flag("include_usage") ?? false;
        streaming?.Done(ChatRules.StreamOptions);
        var oldLimit = fields.Count("max_tokens");
        var conversation = new ModelRequest
        {
            Source = Protocol.OpenAIChat,
            Turns = Turns.Ordered(fields.Need("messages").Items().Select(ChatMessageReader.Read)),
            Tools = [.. fields.Items("tools").Select(ChatTools.Read)],
            Choice = fields.Take("tool_choice") is { } choice ? ChatTools.ReadChoice(choice) : null,
            ParallelCalls = fields.Flag("parallel_tool_calls"),
            MaxOutputTokens = fields.Count("max_completion_tokens") ?? oldLimit,
            Temperature = fields.Number("temperature").Unless(1),
            TopP = fields.Number("top_p").Unless(1),
            TopK = fields.Count("top_k"),
            FrequencyPenalty = fields.Number("frequency_penalty").Unless(0),
            PresencePenalty = fields.Number("presence_penalty").Unless(0),
            Seed = fields.Take("seed")?.Integer(),
            Stop = fields.Take("stop") is not { } stop ? [] : stop.IsText ? [stop.Text()] : [.. stop.Items().Select(one => one.Text())],
            Format = ReadFormat(fields.Object("response_format")),
            Reasoning = OpenAIReasoning.Read(fields.Text("reasoning_effort"), show: false),
            Verbosity = fields.Text("verbosity"),
            Stream = fields.Flag("stream") ?? false,
            IncludeUsage = includeUsage,
        };
        fields.Done(ChatRules.Request);
        return conversation;
    }

    private static ReplyFormat? ReadFormat(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        var read = format.NeedText("type") switch
        {
            "text" => null,
            "json_object" => new ReplyFormat(null),
            "json_schema" => OpenAIFormat.Read(format.Need("json_schema").Object(), ChatRules.Format),
            _ => throw new TranslationException(format.At("type"), "must be text, json_object or json_schema"),
        };
        format.Done(ChatRules.Format);
        return read;
    }
}
