using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatTools
{
    public static Tool Read(Node node)
    {
        var tool = node.Object();
        var type = tool.NeedText("type");
        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(tool.At("type"), $"{type} is a tool that OpenAI runs itself; it cannot be carried to another provider: leave it out");
        }

        var custom = type == "custom";
        var fields = tool.Need(type).Object();
        var read = new Tool(new ToolName(fields.NeedText("name"), null, custom), fields.Text("description"), custom ? null : fields.Take("parameters")?.RawObject(), fields.Flag("strict"), custom ? fields.Take("format")?.RawObject() : null);
        fields.Done(ChatRules.Function);
        tool.Done(ChatRules.Tool);
        return read;
    }

    public static ToolChoice ReadChoice(Node node)
    {
        if (node.IsText)
        {
            return OpenAIChoice.Word(node);
        }

        var choice = node.Object();
        var type = choice.NeedText("type");
        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(choice.At("type"), $"a choice of {type} cannot be carried to another protocol; send auto, none, required or one function");
        }

        var read = new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.Need(type).Object().NeedText("name"), null, type == "custom"));
        choice.Done(ChatRules.ToolChoice);
        return read;
    }

    public static void Write(Utf8JsonWriter json, ModelRequest conversation)
    {
        if (conversation.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in conversation.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name.Name);
            json.TextUnlessNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.Raw("parameters", schema);
            }

            json.FlagUnlessNull("strict", tool.Strict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (conversation.Choice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", chosen.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (conversation.Choice is { } choice)
        {
            json.WriteString("tool_choice", OpenAIChoice.Word(choice.Mode));
        }

        json.FlagUnlessNull("parallel_tool_calls", conversation.ParallelCalls);
    }
}

internal static class OpenAIChoice
{
    public static ToolChoice Word(Node node) => node.Text() switch
    {
        "auto" => new ToolChoice(ToolChoiceMode.Auto),
        "none" => new ToolChoice(ToolChoiceMode.None),
        "required" => new ToolChoice(ToolChoiceMode.Required),
        _ => throw node.Wrong("auto, none, required or one function"),
    };

    public static string Word(ToolChoiceMode mode) => mode switch
    {
        ToolChoiceMode.None => "none",
        ToolChoiceMode.Required => "required",
        _ => "auto",
    };
}
