using Factory.Protocols.Conversations;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

internal static class ResponsesRequestReader
{
    public static ModelRequest Read(Node body)
    {
        var fields = body.Object();
        fields.NeedText("model");
        var turns = new List<Message>();
        if (fields.Text("instructions") is { } instructions)
        {
            turns.Add(new Message(Role.System, [new TextPart(instructions)]));
        }

        var tools = fields.Items("tools").SelectMany(tool => ResponsesTools.Read(tool)).ToList();
        var input = fields.Need("input");
        if (input.IsText)
        {
            turns.Add(new Message(Role.User, [new TextPart(input.Text())]));
        }
        else
        {
            turns.AddRange(input.Items().Select(item => ResponsesItemReader.Read(item, tools)));
        }

        foreach (var include in fields.Items("include").Where(include => include.Text() != ResponsesRules.Include))
        {
            throw new TranslationException(include.Path, $"{include.Text()} cannot be carried from another provider; include at most {ResponsesRules.Include}");
        }

        var text = fields.Object("text");
        var format = ReadFormat(text?.Object("format"));
        var verbosity = text?.Text("verbosity");
        text?.Done(ResponsesRules.Text);
        var conversation = new ModelRequest
        {
            Source = Protocol.OpenAIResponses,
            Turns = Turns.Ordered(turns),
            Tools = tools,
            Choice = fields.Take("tool_choice") is { } choice ? ResponsesTools.ReadChoice(choice) : null,
            ParallelCalls = fields.Flag("parallel_tool_calls"),
            MaxOutputTokens = fields.Count("max_output_tokens"),
            Temperature = fields.Number("temperature").Unless(1),
            TopP = fields.Number("top_p").Unless(1),
            Format = format,
            Reasoning = ReadReasoning(fields.Object("reasoning")),
            Verbosity = verbosity,
            Stream = fields.Flag("stream") ?? false,
        };
        fields.Done(ResponsesRules.Request);
        return conversation;
    }

    private static ReplyFormat? ReadFormat(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        var type = format.NeedText("type");
        if (type == "json_schema")
        {
            return OpenAIFormat.Read(format, ResponsesRules.Format);
        }

        format.Done(ResponsesRules.Format);
        return type switch
        {
            "text" => null,
            "json_object" => new ReplyFormat(null),
            _ => throw new TranslationException(format.At("type"), "must be text, json_object or json_schema"),
        };
    }

    private static Reasoning? ReadReasoning(JsonObjectReader? reasoning)
    {
        if (reasoning is null)
        {
            return null;
        }

        var read = OpenAIReasoning.Read(reasoning.Text("effort"), reasoning.Text("summary") is not null and not "none");
        reasoning.Done(ResponsesRules.Reasoning);
        return read;
    }
}
