using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatMessageReader
{
    public static Message Read(Node node)
    {
        var message = node.Object();
        switch (message.NeedText("role"))
        {
            case "system" or "developer":
                return Plain(message, Role.System);
            case "user":
                return Plain(message, Role.User);
            case "assistant":
                return new Message(Role.Assistant, Assistant(message));
            case "tool":
                var result = OpenAIResults.Read(message.NeedText("tool_call_id"), message.Take("content") is { } content ? Content(content) : []);
                message.Done(ChatRules.ToolMessage);
                return new Message(Role.User, [result]);
            default:
                throw new TranslationException(message.At("role"), "must be system, developer, user, assistant or tool");
        }
    }

    /// <summary>What an assistant said: in the history and in replies alike.</summary>
    public static List<ContentPart> Assistant(JsonObjectReader message)
    {
        var parts = new List<ContentPart>();
        if (ChatThoughts.Read(message) is { } thoughts)
        {
            parts.Add(thoughts);
        }

        if (message.Take("content") is { } content)
        {
            parts.AddRange(Content(content));
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        parts.AddRange(message.Items("tool_calls").Select(Call));
        message.Done(ChatRules.Message);
        return parts;
    }

    private static Message Plain(JsonObjectReader message, Role role)
    {
        var turn = new Message(role, Content(message.Need("content")));
        message.Done(ChatRules.Message);
        return turn;
    }

    private static List<ContentPart> Content(Node content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(Part)];

    private static ContentPart Part(Node node)
    {
        var part = node.Object();
        ContentPart read;
        switch (part.NeedText("type"))
        {
            case "text":
                read = new TextPart(part.NeedText("text"));
                break;
            case "refusal":
                read = new RefusalPart(part.NeedText("refusal"));
                break;
            case "image_url":
                var image = part.Need("image_url").Object();
                read = Images.Read(image.Need("url"), image.Text("detail"));
                image.Done(ChatRules.ImageUrl);
                break;
            case var type:
                throw new TranslationException(part.At("type"), $"a part of type {type} cannot be carried to another protocol; send text or image_url");
        }

        part.Done(ChatRules.Part);
        return read;
    }

    private static ToolCallPart Call(Node node)
    {
        var call = node.Object();
        var id = call.NeedText("id");
        ToolCallPart read;
        if (call.Text("type") == "custom")
        {
            var custom = call.Need("custom").Object();
            read = new ToolCallPart(id, new ToolName(custom.NeedText("name"), null, Custom: true), CustomTools.Wrap(custom.NeedText("input")));
        }
        else
        {
            var function = call.Need("function").Object();
            read = new ToolCallPart(id, new ToolName(function.NeedText("name")), function.Text("arguments") ?? "");
        }

        call.Done(ChatRules.Call);
        return read;
    }
}
