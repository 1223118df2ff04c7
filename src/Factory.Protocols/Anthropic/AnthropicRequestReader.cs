using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Requests of clients of Anthropic's messages API.</summary>
internal static class AnthropicRequestReader
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="TranslationException">Not a request, or one with something that no other API can
    /// express.</exception>
    public static ModelRequest Read(JsonValueReader body)
    {
        var reader = body.Object();
        reader.RequiredText("model");
        var messages = new List<Message>();
        if (reader.Take("system") is { } system)
        {
            messages.Add(MessageParts.CreateMessage(Role.System, AnthropicContentReader.Read(system), "system"));
        }

        messages.AddRange(reader.Required("messages").Items().Select(ReadMessage));
        var (choice, parallel) = ReadChoice(reader.Object("tool_choice"));
        var output = reader.Object("output_config");

        // output_format is the name that structured outputs had during their beta; clients of that time still send it.
        var format = ReadFormat(output?.Object("format")) ?? ReadFormat(reader.Object("output_format"));
        var effort = output?.Text("effort");
        output?.RejectUnread(AnthropicRules.OutputConfig);
        var request = new ModelRequest
        {
            SourceApi = ModelApi.AnthropicMessages,
            Messages = MessageNormalizer.Normalize(messages),
            Tools = [.. reader.Items("tools").Select(ReadTool)],
            ToolChoice = choice,
            ParallelToolCalls = parallel,
            MaxOutputTokens = reader.Required("max_tokens").NonNegativeInt(),
            Temperature = reader.Number("temperature"),
            TopP = reader.Number("top_p"),
            TopK = reader.NonNegativeInt("top_k"),
            StopSequences = [.. reader.Items("stop_sequences").Select(stop => stop.Text()).Where(stop => stop.Length > 0)],
            Stream = reader.Flag("stream") ?? false,
            Reasoning = ReadThinking(reader.Object("thinking"), effort),
            ResponseFormat = format,
        };
        reader.RejectUnread(AnthropicRules.Request);
        return request;
    }

    private static Message ReadMessage(JsonValueReader node)
    {
        var message = node.Object();
        var role = message.RequiredText("role") switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            _ => throw new TranslationException(message.PathOf("role"), "must be user, assistant or system"),
        };
        var read = MessageParts.CreateMessage(role, AnthropicContentReader.Read(message.Required("content")), message.PathOf("content"));
        message.RejectUnread(AnthropicRules.Message);
        return read;
    }

    private static Tool ReadTool(JsonValueReader node)
    {
        var tool = node.Object();
        if (tool.Text("type") is { } type && type != "custom")
        {
            throw new TranslationException(
                tool.PathOf("type"),
                $"{type} is a tool that Anthropic runs or defines itself; it cannot be translated for another provider: "
                    + "leave it out or define it with an input_schema");
        }

        var read = new Tool(
            new ToolName(tool.RequiredText("name")),
            tool.Text("description"),
            tool.Take("input_schema")?.RawObject(),
            tool.Flag("strict"));
        tool.RejectUnread(AnthropicRules.Tool);
        return read;
    }

    private static (ToolChoice? Choice, bool? Parallel) ReadChoice(JsonObjectReader? choice)
    {
        if (choice is null)
        {
            return (null, null);
        }

        var parallel = choice.Flag("disable_parallel_tool_use") is { } disabled ? !disabled : (bool?)null;
        var read = choice.RequiredText("type") switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "any" => new ToolChoice(ToolChoiceMode.Required),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "tool" => new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.RequiredText("name"))),
            _ => throw new TranslationException(choice.PathOf("type"), "must be auto, any, none or tool"),
        };
        choice.RejectUnread(AnthropicRules.ToolChoice);
        return (read, parallel);
    }

    private static ResponseFormat? ReadFormat(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        if (format.RequiredText("type") != "json_schema")
        {
            throw new TranslationException(format.PathOf("type"), "must be json_schema");
        }

        var read = new ResponseFormat(format.Required("schema").RawObject());
        format.RejectUnread(AnthropicRules.Format);
        return read;
    }

    private static Reasoning? ReadThinking(JsonObjectReader? thinking, string? effort)
    {
        if (thinking is null)
        {
            return effort is null ? null : new Reasoning(ReasoningMode.Unspecified, effort);
        }

        // Only an explicit "omitted" hides the reasoning; clients from before the field expect it.
        var show = thinking.Text("display") is not "omitted";
        var type = thinking.RequiredText("type");
        var read = type switch
        {
            "disabled" => new Reasoning(ReasoningMode.Off, effort),
            "adaptive" => new Reasoning(ReasoningMode.On, effort, null, show),
            "enabled" => new Reasoning(ReasoningMode.On, effort, thinking.Required("budget_tokens").NonNegativeInt(), show),
            _ => throw new TranslationException(thinking.PathOf("type"), "must be enabled, adaptive or disabled"),
        };
        thinking.RejectUnread(AnthropicRules.ThinkingConfig);
        return read;
    }
}
