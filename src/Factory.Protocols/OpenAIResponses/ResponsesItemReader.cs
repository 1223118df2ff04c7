using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Items of the input and of the output of the responses API.</summary>
internal static class ResponsesItemReader
{
    /// <summary>Reads an item of the input.</summary>
    /// <param name="node">The item.</param>
    /// <param name="tools">Gets the tools that newer clients send as an item of the input.</param>
    /// <exception cref="TranslationException">Malformed, or with content that no other API can express.</exception>
    public static Message Read(JsonValueReader node, List<Tool> tools)
    {
        var item = node.Object();
        var type = item.Text("type") ?? "message";
        Message message;
        switch (type)
        {
            case "message":
                message = ReadMessage(item);
                break;
            case "function_call_output" or "custom_tool_call_output":
                message = new Message(Role.User, [ReadToolResult(item)]);
                break;
            case "additional_tools":
                // Codex in code mode sends tools that its model has found in mid-conversation; their message is empty,
                // and normalizing drops it.
                item.Text("role");
                tools.AddRange(item.Required("tools").Items().SelectMany(tool => ResponsesTools.Read(tool)));
                message = new Message(Role.User, []);
                break;
            default:
                message = new Message(Role.Assistant, [ReadModelItem(item, type)]);
                break;
        }

        item.RejectUnread(ResponsesRules.Item);
        return message;
    }

    /// <summary>Reads an item of the output.</summary>
    public static IEnumerable<ContentPart> ReadOutput(JsonValueReader node)
    {
        var item = node.Object();
        var type = item.RequiredText("type");
        return type == "message" ? Joined(ReadContent(item.Required("content"))) : [ReadModelItem(item, type)];
    }

    /// <summary>The texts of one message are pieces of one text: OpenAI's <c>output_text</c> joins them.</summary>
    private static List<ContentPart> Joined(List<ContentPart> parts)
    {
        var joined = new List<ContentPart>();
        foreach (var part in parts)
        {
            if (joined is [.., TextPart before] && part is TextPart more)
            {
                joined[^1] = new TextPart(before.Text + more.Text);
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined;
    }

    private static ContentPart ReadModelItem(JsonObjectReader item, string type) => type switch
    {
        "function_call" => ReadCall(item, custom: false),
        "custom_tool_call" => ReadCall(item, custom: true),
        "reasoning" => ReadReasoning(item),
        "item_reference" => throw new TranslationException(
            item.PathOf("type"),
            "an item that is kept at OpenAI cannot be reached by another provider; send the item itself "
                + "(store: false; in the AI SDK providerOptions.openai.store = false)"),
        _ => throw new TranslationException(
            item.PathOf("type"),
            $"an item of type {type} cannot be translated to another API; "
                + "send messages, function calls and their outputs, custom tool calls or reasoning"),
    };

    private static ToolCallPart ReadCall(JsonObjectReader item, bool custom) => new(
        item.IsReply ? item.Text("call_id") ?? item.Text("id") ?? "" : item.RequiredText("call_id"),
        new ToolName(item.RequiredText("name"), item.Text("namespace"), custom),
        custom ? CustomTools.WrapInput(item.RequiredText("input")) : item.Take("arguments")?.ArgumentsPiece() ?? "");

    private static ToolResultPart ReadToolResult(JsonObjectReader item)
    {
        var content = item.Take("output") is { } output ? ReadContent(output) : [];
        return OpenAIToolResults.Read(item.RequiredText("call_id"), MessageParts.RequireResultContent(content, item.PathOf("output")));
    }

    private static ReasoningPart ReadReasoning(JsonObjectReader item)
    {
        // OpenAI shows summaries only; servers of open models (vLLM, llama.cpp) show the reasoning itself as content.
        var texts = item.Items("content").Concat(item.Items("summary")).Select(part => part.Object().RequiredText("text"));
        return new ReasoningPart(
            string.Join("\n\n", texts),
            ReasoningSignature.Unwrap(ModelApi.OpenAIResponses, item.Text("encrypted_content")));
    }

    private static Message ReadMessage(JsonObjectReader item)
    {
        var role = item.RequiredText("role") switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Assistant,
            _ => throw new TranslationException(item.PathOf("role"), "must be system, developer, user or assistant"),
        };
        return MessageParts.CreateMessage(role, ReadContent(item.Required("content")), item.PathOf("content"));
    }

    private static List<ContentPart> ReadContent(JsonValueReader content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(ReadPart)];

    private static ContentPart ReadPart(JsonValueReader node)
    {
        var part = node.Object();
        ContentPart read = part.RequiredText("type") switch
        {
            "input_text" or "output_text" or "text" => new TextPart(part.Required("text").Piece()),
            "refusal" => new RefusalPart(part.RequiredText("refusal")),
            "input_image" => ReadImage(part),
            var type => throw new TranslationException(
                part.PathOf("type"),
                $"a part of type {type} cannot be translated to another API; send text or images"),
        };
        part.RejectUnread(ResponsesRules.Part);
        return read;
    }

    private static ImagePart ReadImage(JsonObjectReader part) =>
        part.Take("image_url") is { } url
            ? OpenAIImageUrl.Parse(url, part.Text("detail"))
            : throw new TranslationException(
                part.PathOf("image_url"),
                "an image that is kept at OpenAI cannot be translated for another provider; send it as image_url");
}
