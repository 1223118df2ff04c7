using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Content blocks of requests and replies.</summary>
internal static class AnthropicParts
{
    public static IReadOnlyList<ContentPart> Read(Node content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(item => Block(item.Object()))];

    private static ContentPart Block(JsonObjectReader block)
    {
        var (part, rules) = block.NeedText("type") switch
        {
            "text" => (new TextPart(block.NeedText("text")), AnthropicRules.Text),
            "image" => (Image(block.Need("source").Object()), AnthropicRules.Image),
            "tool_use" => (new ToolCallPart(block.NeedText("id"), new ToolName(block.NeedText("name")), Arguments.Read(block.Take("input"))), AnthropicRules.ToolUse),
            "tool_result" => (Result(block), AnthropicRules.ToolResult),
            "thinking" => (new ThinkingPart(block.NeedText("thinking"), ReasoningSignature.Read(Protocol.AnthropicMessages, block.Text("signature"))), AnthropicRules.Thinking),
            "redacted_thinking" => (new ThinkingPart("", ReasoningSignature.Read(Protocol.AnthropicMessages, block.NeedText("data"), redacted: true)), AnthropicRules.Thinking),
            "document" => (Document(block), AnthropicRules.Document),
            var other => ((ContentPart)null!, Unknown(block, other)),
        };
        block.Done(rules);
        return part;
    }

    private static FieldRules Unknown(JsonObjectReader block, string type) =>
        throw new TranslationException(block.At("type"), $"a block of type {type} cannot be carried to another provider; send text, images, tool_use, tool_result or thinking");

    private static ImagePart Image(JsonObjectReader source)
    {
        var image = source.NeedText("type") switch
        {
            "base64" => new ImagePart(source.NeedText("media_type"), source.NeedText("data"), null),
            "url" => new ImagePart(null, null, source.NeedText("url")),
            _ => throw new TranslationException(source.At("type"), "an image that is kept at Anthropic cannot be carried to another provider; send it as base64 or url"),
        };
        source.Done(AnthropicRules.Source);
        return image;
    }

    private static TextPart Document(JsonObjectReader block)
    {
        var source = block.Need("source").Object();
        if (source.NeedText("type") != "text")
        {
            throw new TranslationException(source.At("type"), "only documents of plain text can be carried to another provider; send the text");
        }

        source.Text("media_type");
        var heading = string.Join('\n', new[] { block.Text("title"), block.Text("context") }.OfType<string>());
        var text = new TextPart(heading.Length == 0 ? source.NeedText("data") : $"{heading}\n\n{source.NeedText("data")}");
        source.Done(AnthropicRules.Source);
        return text;
    }

    private static ToolResultPart Result(JsonObjectReader block)
    {
        var parts = block.Take("content") is { } content ? Read(content) : [];
        return parts.FirstOrDefault(part => part is not (TextPart or ImagePart)) is null
            ? new ToolResultPart(block.NeedText("tool_use_id"), null, parts, block.Flag("is_error") ?? false)
            : throw new TranslationException(block.At("content"), "a tool's result may hold text and images only");
    }
}
