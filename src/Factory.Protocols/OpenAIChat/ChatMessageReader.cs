using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Messages of chat requests.</summary>
internal static class ChatMessageReader
{
    /// <summary>Reads a message of the conversation.</summary>
    /// <exception cref="TranslationException">Malformed, or with content that no other API can express.</exception>
    public static Message Read(JsonValueReader node)
    {
        var message = node.Object();
        switch (message.RequiredText("role"))
        {
            case "system" or "developer":
                return ReadMessage(message, Role.System);
            case "user":
                return ReadMessage(message, Role.User);
            case "assistant":
                var parts = ReadAssistantParts(message);
                message.RejectUnread(ChatRules.Message);
                return MessageParts.CreateMessage(Role.Assistant, parts, message.PathOf("content"));
            case "tool":
                return new Message(Role.User, [ReadToolResult(message)]);
            default:
                throw new TranslationException(message.PathOf("role"), "must be system, developer, user, assistant or tool");
        }
    }

    private static List<ContentPart> ReadAssistantParts(JsonObjectReader message)
    {
        var parts = new List<ContentPart>();
        if (ChatReasoning.Read(message) is { } reasoning)
        {
            parts.Add(reasoning);
        }

        if (message.Take("content") is { } content)
        {
            parts.AddRange(ReadContent(content));
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        parts.AddRange(message.Items("tool_calls").Select(call => ReadToolCall(call.Object())));
        return parts;
    }

    private static ToolResultPart ReadToolResult(JsonObjectReader message)
    {
        var content = message.Take("content") is { } given ? ReadContent(given) : [];
        var result = OpenAIToolResults.Read(
            message.RequiredText("tool_call_id"),
            MessageParts.RequireResultContent(content, message.PathOf("content")));
        message.RejectUnread(ChatRules.ToolMessage);
        return result;
    }

    private static Message ReadMessage(JsonObjectReader message, Role role)
    {
        var read = MessageParts.CreateMessage(role, ReadContent(message.Required("content")), message.PathOf("content"));
        message.RejectUnread(ChatRules.Message);
        return read;
    }

    private static List<ContentPart> ReadContent(JsonValueReader content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(ReadPart)];

    private static ContentPart ReadPart(JsonValueReader node)
    {
        var part = node.Object();
        ContentPart read;
        switch (part.RequiredText("type"))
        {
            case "text":
                read = new TextPart(part.RequiredText("text"));
                break;
            case "refusal":
                read = new RefusalPart(part.RequiredText("refusal"));
                break;
            case "image_url":
                var image = part.Required("image_url").Object();
                read = OpenAIImageUrl.Parse(image.Required("url"), image.Text("detail"));
                image.RejectUnread(ChatRules.ImageUrl);
                break;
            case var type:
                throw new TranslationException(
                    part.PathOf("type"),
                    $"a part of type {type} cannot be translated to another API; send text or image_url");
        }

        part.RejectUnread(ChatRules.Part);
        return read;
    }

    private static ToolCallPart ReadToolCall(JsonObjectReader call)
    {
        var id = call.RequiredText("id");
        ToolCallPart read;
        if (call.Text("type") == "custom")
        {
            var custom = call.Required("custom").Object();
            var name = new ToolName(custom.RequiredText("name"), null, IsCustom: true);
            read = new ToolCallPart(id, name, CustomTools.WrapInput(custom.RequiredText("input")));
        }
        else
        {
            var function = call.Required("function").Object();
            read = new ToolCallPart(id, new ToolName(function.RequiredText("name")), function.Text("arguments") ?? "");
        }

        call.RejectUnread(ChatRules.ToolCall);
        return read;
    }
}
