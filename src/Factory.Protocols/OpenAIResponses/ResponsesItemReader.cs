using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Items of the input and of the output.</summary>
internal static class ResponsesItemReader
{
    /// <param name="tools">Gets the tools that newer clients send as an item of the input.</param>
    public static Message Read(Node node, List<Tool> tools)
    {
        var item = node.Object();
        var type = item.Text("type") ?? "message";
        Message turn;
        switch (type)
        {
            case "message":
                turn = Message(item);
                break;
            case "function_call_output" or "custom_tool_call_output":
                turn = new Message(Role.User, [OpenAIResults.Read(item.NeedText("call_id"), item.Take("output") is { } output ? Content(output) : [])]);
                break;
            case "additional_tools":
                item.Text("role");
                tools.AddRange(item.Need("tools").Items().SelectMany(tool => ResponsesTools.Read(tool)));
                turn = new Message(Role.User, []);
                break;
            default:
                turn = new Message(Role.Assistant, [Said(item, type)]);
                break;
        }

        item.Done(ResponsesRules.Item);
        return turn;
    }

    /// <summary>The parts of an item that the model made.</summary>
    public static IEnumerable<ContentPart> Output(Node node)
    {
        var item = node.Object();
        var type = item.NeedText("type");
        return type == "message" ? Content(item.Need("content")) : [Said(item, type)];
    }

    private static ContentPart Said(JsonObjectReader item, string type) => type switch
    {
        "function_call" => new ToolCallPart(item.NeedText("call_id"), new ToolName(item.NeedText("name"), item.Text("namespace")), item.Text("arguments") ?? ""),
        "custom_tool_call" => new ToolCallPart(item.NeedText("call_id"), new ToolName(item.NeedText("name"), item.Text("namespace"), Custom: true), CustomTools.Wrap(item.NeedText("input"))),
        "reasoning" => Thoughts(item),
        _ => throw new TranslationException(item.At("type"), $"an item of type {type} cannot be carried to another protocol; send messages, function calls and their outputs, custom tool calls or reasoning"),
    };

    private static ThinkingPart Thoughts(JsonObjectReader item)
    {
        var texts = item.Items("content").Concat(item.Items("summary")).Select(part => part.Object().NeedText("text"));
        return new ThinkingPart(string.Join("\n\n", texts), ReasoningSignature.Read(Protocol.OpenAIResponses, item.Text("encrypted_content")));
    }

    private static Message Message(JsonObjectReader item)
    {
        var role = item.NeedText("role") switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Assistant,
            _ => throw new TranslationException(item.At("role"), "must be system, developer, user or assistant"),
        };
        return new Message(role, Content(item.Need("content")));
    }

    private static List<ContentPart> Content(Node content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(Part)];

    private static ContentPart Part(Node node)
    {
        var part = node.Object();
        ContentPart read = part.NeedText("type") switch
        {
            "input_text" or "output_text" or "text" => new TextPart(part.NeedText("text")),
            "refusal" => new RefusalPart(part.NeedText("refusal")),
            "input_image" => Image(part),
            var type => throw new TranslationException(part.At("type"), $"a part of type {type} cannot be carried to another protocol; send text or images"),
        };
        part.Done(ResponsesRules.Part);
        return read;
    }

    private static ImagePart Image(JsonObjectReader part) =>
        part.Take("image_url") is { } url
            ? Images.Read(url, part.Text("detail"))
            : throw new TranslationException(part.At("image_url"), "an image that is kept at OpenAI cannot be carried to another provider; send it as image_url");
}
