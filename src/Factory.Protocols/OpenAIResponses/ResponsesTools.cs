using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

internal static class ResponsesTools
{
    public static IEnumerable<Tool> Read(Node node, string? space = null)
    {
        var tool = node.Object();
        var type = tool.NeedText("type");
        if (type == "namespace" && space is null)
        {
            var name = tool.NeedText("name");
            tool.Text("description");
            var members = tool.Need("tools").Items().SelectMany(member => Read(member, name)).ToList();
            tool.Done(ResponsesRules.Tool);
            return members;
        }

        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(tool.At("type"), $"{type} is a tool that OpenAI runs itself; it cannot be carried to another provider: leave it out");
        }

        var custom = type == "custom";
        var read = new Tool(new ToolName(tool.NeedText("name"), space, custom), tool.Text("description"), custom ? null : tool.Take("parameters")?.RawObject(), tool.Flag("strict"), custom ? tool.Take("format")?.RawObject() : null);
        tool.Done(ResponsesRules.Tool);
        return [read];
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

        var read = new ToolChoice(ToolChoiceMode.Named, new ToolName(choice.NeedText("name"), choice.Text("namespace"), type == "custom"));
        choice.Done(ResponsesRules.ToolChoice);
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
            json.WriteString("name", tool.Name.Name);
            json.TextUnlessNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.Raw("parameters", schema);
            }

            // Absent means strict here, unlike in chat: what the client did not ask for must be said.
            json.WriteBoolean("strict", tool.Strict ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (conversation.Choice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteString("name", chosen.Name);
            json.WriteEndObject();
        }
        else if (conversation.Choice is { } choice)
        {
            json.WriteString("tool_choice", OpenAIChoice.Word(choice.Mode));
        }

        json.FlagUnlessNull("parallel_tool_calls", conversation.ParallelCalls);
    }
}
