using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal static class AnthropicRequestReader
{
    public static ModelRequest Read(Node body)
    {
        var fields = body.Object();
        fields.NeedText("model");
        var turns = new List<Message>();
        if (fields.Take("system") is { } system)
        {
            turns.Add(new Message(Role.System, AnthropicParts.Read(system)));
        }

        turns.AddRange(fields.Need("messages").Items().Select(Message));
        var (choice, parallel) = Choice(fields.Object("tool_choice"));
        var output = fields.Object("output_config");
        var format = Format(output?.Object("format")) ?? Format(fields.Object("output_format"));
        var effort = output?.Text("effort");
        output?.Done(AnthropicRules.OutputConfig);
        var conversation = new ModelRequest
        {
            Source = Protocol.AnthropicMessages,
            Turns = Turns.Ordered(turns),
            Tools = [.. fields.Items("tools").Select(Tool)],
            Choice = choice,
            ParallelCalls = parallel,
            MaxOutputTokens = fields.Need("max_tokens").Count(),
            Temperature = fields.Number("temperature"),
            TopP = fields.Number("top_p"),
            TopK = fields.Count("top_k"),
            Stop = [.. fields.Items("stop_sequences").Select(stop => stop.Text())],
            Stream = fields.Flag("stream") ?? false,
            Reasoning = Thinking(fields.Object("thinking"), effort),
            Format = format,
        };
        fields.Done(AnthropicRules.Request);
        return conversation;
    }

    private static Message Message(Node node)
    {
        var message = node.Object();
        var role = message.NeedText("role") switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            _ => throw new TranslationException(message.At("role"), "must be user, assistant or system"),
        };
        var turn = new Message(role, AnthropicParts.Read(message.Need("content")));
        message.Done(AnthropicRules.Message);
        return turn;
    }

    private static Tool Tool(Node node)
    {
        var tool = node.Object();
        if (tool.Text("type") is { } type && type != "custom")
        {
            throw new TranslationException(tool.At("type"), $"{type} is a tool that Anthropic runs or defines itself; it cannot be carried to another provider: leave it out or define it with an input_schema");
        }

        var read = new Tool(new ToolName(tool.NeedText("name")), tool.Text("description"), tool.Take("input_schema")?.RawObject(), tool.Flag("strict"));
        tool.Done(AnthropicRules.Tool);
        return read;
    }

    private static (ToolChoice? Choice, bool? Parallel) Choice(JsonObjectReader? choice)
    {
        if (choice is null)
        {
            return (null, null);
        }

        var parallel = choice.Flag("disable_parallel_tool_use") is { } disabled ? !disabled : (bool?)null;
        var read = choice.NeedText("type") switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "any" => new ToolChoice(ToolChoiceMode.Required),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "tool" => new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.NeedText("name"))),
            _ => throw new TranslationException(choice.At("type"), "must be auto, any, none or tool"),
        };
        choice.Done(AnthropicRules.ToolChoice);
        return (read, parallel);
    }

    private static ReplyFormat? Format(JsonObjectReader? format)
    {
        if (format is null)
        {
            return null;
        }

        if (format.NeedText("type") != "json_schema")
        {
            throw new TranslationException(format.At("type"), "must be json_schema");
        }

        var read = new ReplyFormat(format.Need("schema").RawObject());
        format.Done(AnthropicRules.Format);
        return read;
    }

    private static Reasoning? Thinking(JsonObjectReader? thinking, string? effort)
    {
        if (thinking is null)
        {
            return effort is null ? null : new Reasoning(ReasoningMode.Unsaid, effort);
        }

        var show = thinking.Text("display") is not "omitted";
        var type = thinking.NeedText("type");
        var read = type switch
        {
            "disabled" => new Reasoning(ReasoningMode.Off, effort),
            "adaptive" => new Reasoning(ReasoningMode.On, effort, null, show),
            "enabled" => new Reasoning(ReasoningMode.On, effort, thinking.Need("budget_tokens").Count(), show),
            _ => throw new TranslationException(thinking.At("type"), "must be enabled, adaptive or disabled"),
        };
        thinking.Done(AnthropicRules.Thought);
        return read;
    }
}
