using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Tools of chat completions.</summary>
internal static class ChatTools
{
    /// <summary>Reads a tool.</summary>
    /// <exception cref="TranslationException">Malformed, or a tool that OpenAI runs.</exception>
    public static Tool Read(JsonValueReader node)
    {
        var tool = node.Object();
        var type = OpenAITools.RequireTranslatable(tool, tool.RequiredText("type"));
        var fields = tool.Required(type).Object();
        var read = OpenAITools.Read(fields, type);
        fields.RejectUnread(ChatRules.Function);
        tool.RejectUnread(ChatRules.Tool);
        return read;
    }

    /// <summary>Reads <c>tool_choice</c>.</summary>
    /// <exception cref="TranslationException">A choice that no other API has.</exception>
    public static ToolChoice ReadChoice(JsonValueReader node) => OpenAITools.ReadChoice(node, ChatRules.ToolChoice, nested: true);

    /// <summary>
    /// Writes the tools and the choice; nothing for a request without tools, since OpenAI rejects a choice among none.
    /// </summary>
    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.Count > 0)
        {
            OpenAITools.WriteNested(json, request.Tools, strict: true);
            OpenAITools.WriteChoice(json, request, nested: true);
        }
    }
}
