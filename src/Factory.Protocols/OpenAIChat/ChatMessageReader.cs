using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatMessageReader
{
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
                return new Message(Role.Assistant, ReadAssistantParts(message));
            case "tool":
                var result = OpenAIToolResults.Read(message.RequiredText("tool_call_id"), message.Take("content") is { } content ? ReadContent(content) : []);
                message.RejectUnread(ChatRules.ToolMessage);
                return new Message(Role.User, [result]);
            default:
                throw new TranslationException(message.PathOf("role"), "must be system, developer, user, assistant or tool");
        }
    }

    /// <summary>What an assistant said: in the history and in replies alike.</summary>
    public static List<ContentPart> ReadAssistantParts(JsonObjectReader message)
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

        parts.AddRange(message.Items("tool_calls").Select(ReadToolCall));
        message.RejectUnread(ChatRules.Message);
        return parts;
    }

    private static Message ReadMessage(JsonObjectReader message, Role role)
    {
        var turn = new Message(role, ReadContent(message.Required("content")));
        message.RejectUnread(ChatRules.Message);
        return turn;
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
                throw new TranslationException(part.PathOf("type"), $"a part of type {type} cannot be translated to another API; send text or image_url");
        }

        part.RejectUnread(ChatRules.Part);
        return read;
    }

    private static ToolCallPart ReadToolCall(JsonValueReader node)
    {
        var call = node.Object();
        var id = call.RequiredText("id");
        ToolCallPart read;
        if (call.Text("type") == "custom")
        {
            var custom = call.Required("custom").Object();
            read = new ToolCallPart(id, new ToolName(custom.RequiredText("name"), null, IsCustom: true), CustomTools.WrapInput(custom.RequiredText("input")));
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
