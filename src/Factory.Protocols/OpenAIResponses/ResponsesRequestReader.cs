using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Requests of clients of the responses API.</summary>
internal static class ResponsesRequestReader
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="TranslationException">Not a request, or one with something that no other API can
    /// express.</exception>
    public static ModelRequest Read(JsonValueReader body)
    {
        var reader = body.Object();
        reader.RequiredText("model");
        var messages = new List<Message>();
        if (reader.Text("instructions") is { } instructions)
        {
            messages.Add(new Message(Role.System, [new TextPart(instructions)]));
        }

        var tools = reader.Items("tools").SelectMany(tool => ResponsesTools.Read(tool)).ToList();
        var input = reader.Required("input");
        if (input.IsText)
        {
            messages.Add(new Message(Role.User, [new TextPart(input.Text())]));
        }
        else
        {
            messages.AddRange(input.Items().Select(item => ResponsesItemReader.Read(item, tools)));
        }

        foreach (var include in reader.Items("include").Where(include => include.Text() != ResponsesRules.EncryptedReasoning))
        {
            throw new TranslationException(
                include.Path,
                $"{include.Text()} cannot be translated from another provider; include at most {ResponsesRules.EncryptedReasoning}");
        }

        var text = reader.Object("text");
        var format = ReadFormat(text?.Object("format"));
        var verbosity = text?.Text("verbosity");
        text?.RejectUnread(ResponsesRules.Text);
        var request = new ModelRequest
        {
            SourceApi = ModelApi.OpenAIResponses,
            Messages = MessageNormalizer.Normalize(messages),
            Tools = tools,
            ToolChoice = reader.Take("tool_choice") is { } choice ? ResponsesTools.ReadChoice(choice) : null,
            ParallelToolCalls = reader.Flag("parallel_tool_calls"),
            MaxOutputTokens = reader.NonNegativeInt("max_output_tokens"),
            Temperature = reader.Number("temperature").NullIfDefault(1),
            TopP = reader.Number("top_p").NullIfDefault(1),
            ResponseFormat = format,
            Reasoning = ReadReasoning(reader.Object("reasoning")),
            Verbosity = verbosity,
            Stream = reader.Flag("stream") ?? false,
        };
        reader.RejectUnread(ResponsesRules.Request);
        return request;
    }

    private static ResponseFormat? ReadFormat(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        var type = format.RequiredText("type");
        if (type == "json_schema")
        {
            return OpenAIResponseFormat.Read(format, ResponsesRules.Format);
        }

        format.RejectUnread(ResponsesRules.Format);
        return type switch
        {
            "text" => null,
            "json_object" => new ResponseFormat(null),
            _ => throw new TranslationException(format.PathOf("type"), "must be text, json_object or json_schema"),
        };
    }

    private static Reasoning? ReadReasoning(JsonObjectReader? reasoning)
    {
        if (reasoning is null)
        {
            return null;
        }

        var read = OpenAIReasoning.Read(reasoning.Text("effort"), reasoning.Text("summary") is not null and not "none");
        reasoning.RejectUnread(ResponsesRules.Reasoning);
        return read;
    }
}
