using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatTools
{
    public static Tool Read(JsonValueReader node)
    {
        var tool = node.Object();
        var type = tool.RequiredText("type");
        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(tool.PathOf("type"), $"{type} is a tool that OpenAI runs itself; it cannot be translated for another provider: leave it out");
        }

        var custom = type == "custom";
        var reader = tool.Required(type).Object();
        var read = new Tool(new ToolName(reader.RequiredText("name"), null, custom), reader.Text("description"), custom ? null : reader.Take("parameters")?.RawObject(), reader.Flag("strict"), custom ? reader.Take("format")?.RawObject() : null);
        reader.RejectUnread(ChatRules.Function);
        tool.RejectUnread(ChatRules.Tool);
        return read;
    }

    public static ToolChoice ReadChoice(JsonValueReader node)
    {
        if (node.IsText)
        {
            return OpenAIToolChoice.Convert(node);
        }

        var choice = node.Object();
        var type = choice.RequiredText("type");
        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(choice.PathOf("type"), $"a choice of {type} cannot be translated to another API; send auto, none, required or one function");
        }

        var read = new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.Required(type).Object().RequiredText("name"), null, type == "custom"));
        choice.RejectUnread(ChatRules.ToolChoice);
        return read;
    }

    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name.Name);
            json.WriteStringIfNotNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.WriteRaw("parameters", schema);
            }

            json.WriteBooleanIfNotNull("strict", tool.Strict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", chosen.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (request.ToolChoice is { } choice)
        {
            json.WriteString("tool_choice", OpenAIToolChoice.Convert(choice.Mode));
        }

        json.WriteBooleanIfNotNull("parallel_tool_calls", request.ParallelToolCalls);
    }
}

internal static class OpenAIToolChoice
{
    public static ToolChoice Convert(JsonValueReader node) => node.Text() switch
    {
        "auto" => new ToolChoice(ToolChoiceMode.Auto),
        "none" => new ToolChoice(ToolChoiceMode.None),
        "required" => new ToolChoice(ToolChoiceMode.Required),
        _ => throw node.WrongType("auto, none, required or one function"),
    };

    public static string Convert(ToolChoiceMode mode) => mode switch
    {
        ToolChoiceMode.None => "none",
        ToolChoiceMode.Required => "required",
        _ => "auto",
    };
}
