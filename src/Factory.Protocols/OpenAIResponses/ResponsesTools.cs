using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

internal static class ResponsesTools
{
    public static IEnumerable<Tool> Read(JsonValueReader node, string? space = null)
    {
        var tool = node.Object();
        var type = tool.RequiredText("type");
        if (type == "namespace" && space is null)
        {
            var name = tool.RequiredText("name");
            tool.Text("description");
            var members = tool.Required("tools").Items().SelectMany(member => Read(member, name)).ToList();
            tool.RejectUnread(ResponsesRules.Tool);
            return members;
        }

        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(tool.PathOf("type"), $"{type} is a tool that OpenAI runs itself; it cannot be translated for another provider: leave it out");
        }

        var custom = type == "custom";
        var read = new Tool(new ToolName(tool.RequiredText("name"), space, custom), tool.Text("description"), custom ? null : tool.Take("parameters")?.RawObject(), tool.Flag("strict"), custom ? tool.Take("format")?.RawObject() : null);
        tool.RejectUnread(ResponsesRules.Tool);
        return [read];
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

        var read = new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.RequiredText("name"), choice.Text("namespace"), type == "custom"));
        choice.RejectUnread(ResponsesRules.ToolChoice);
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
            json.WriteString("name", tool.Name.Name);
            json.WriteStringIfNotNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.WriteRaw("parameters", schema);
            }

            // Absent means strict here, unlike in chat: what the client did not ask for must be said.
            json.WriteBoolean("strict", tool.Strict ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteString("name", chosen.Name);
            json.WriteEndObject();
        }
        else if (request.ToolChoice is { } choice)
        {
            json.WriteString("tool_choice", OpenAIToolChoice.Convert(choice.Mode));
        }

        json.WriteBooleanIfNotNull("parallel_tool_calls", request.ParallelToolCalls);
    }
}
