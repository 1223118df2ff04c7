using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Tools of the responses API.</summary>
internal static class ResponsesTools
{
    /// <summary>Reads a tool, or the tools of a namespace.</summary>
    /// <param name="node">The tool or namespace.</param>
    /// <param name="toolNamespace">The namespace that holds the tool; null at the top. Namespaces do not nest.</param>
    /// <exception cref="TranslationException">Malformed, or a tool that OpenAI runs.</exception>
    public static IEnumerable<Tool> Read(JsonValueReader node, string? toolNamespace = null)
    {
        var tool = node.Object();
        var type = tool.RequiredText("type");
        if (type == "namespace" && toolNamespace is null)
        {
            var name = tool.RequiredText("name");
            tool.Text("description");
            var members = tool.Required("tools").Items().SelectMany(member => Read(member, name)).ToList();
            tool.RejectUnread(ResponsesRules.Tool);
            return members;
        }

        var read = OpenAITools.Read(tool, OpenAITools.RequireTranslatable(tool, type), toolNamespace);
        tool.RejectUnread(ResponsesRules.Tool);
        return [read];
    }

    /// <summary>Reads <c>tool_choice</c>.</summary>
    /// <exception cref="TranslationException">A choice that no other API has.</exception>
    public static ToolChoice ReadChoice(JsonValueReader node) => OpenAITools.ReadChoice(node, ResponsesRules.ToolChoice, nested: false);

    /// <summary>
    /// Writes the tools and the choice; nothing for a request without tools, since OpenAI rejects a choice among none.
    /// </summary>
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
            OpenAITools.WriteFunction(json, tool);

            // Absent means strict here, unlike in chat, and strict rejects schemas with optional properties.
            json.WriteBoolean("strict", tool.Strict ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        OpenAITools.WriteChoice(json, request, nested: false);
    }
}
