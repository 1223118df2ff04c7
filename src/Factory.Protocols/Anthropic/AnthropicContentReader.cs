using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Content blocks of requests and replies.</summary>
internal static class AnthropicContentReader
{
    public static IReadOnlyList<ContentPart> Read(JsonValueReader content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(item => Block(item.Object()))];

    private static ContentPart Block(JsonObjectReader block)
    {
        var (part, rules) = block.RequiredText("type") switch
        {
            "text" => (new TextPart(block.RequiredText("text")), AnthropicRules.Text),
            "image" => (Image(block.Required("source").Object()), AnthropicRules.Image),
            "tool_use" => (new ToolCallPart(block.RequiredText("id"), new ToolName(block.RequiredText("name")), ToolArguments.Read(block.Take("input"))), AnthropicRules.ToolUse),
            "tool_result" => (Result(block), AnthropicRules.ToolResult),
            "thinking" => (new ReasoningPart(block.RequiredText("thinking"), ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, block.Text("signature"))), AnthropicRules.ThinkingBlock),
            "redacted_thinking" => (new ReasoningPart("", ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, block.RequiredText("data"), redacted: true)), AnthropicRules.ThinkingBlock),
            "document" => (Document(block), AnthropicRules.Document),
            var other => ((ContentPart)null!, Unknown(block, other)),
        };
        block.RejectUnread(rules);
        return part;
    }

    private static FieldRules Unknown(JsonObjectReader block, string type) =>
        throw new TranslationException(block.PathOf("type"), $"a block of type {type} cannot be translated for another provider; send text, images, tool_use, tool_result or thinking");

    private static ImagePart Image(JsonObjectReader source)
    {
        var image = source.RequiredText("type") switch
        {
            "base64" => new ImagePart(source.RequiredText("media_type"), source.RequiredText("data"), null),
            "url" => new ImagePart(null, null, source.RequiredText("url")),
            _ => throw new TranslationException(source.PathOf("type"), "an image that is kept at Anthropic cannot be translated for another provider; send it as base64 or url"),
        };
        source.RejectUnread(AnthropicRules.Source);
        return image;
    }

    private static TextPart Document(JsonObjectReader block)
    {
        var source = block.Required("source").Object();
        if (source.RequiredText("type") != "text")
        {
            throw new TranslationException(source.PathOf("type"), "only documents of plain text can be carried to another provider; send the text");
        }

        source.Text("media_type");
        var heading = string.Join('\n', new[] { block.Text("title"), block.Text("context") }.OfType<string>());
        var text = new TextPart(heading.Length == 0 ? source.RequiredText("data") : $"{heading}\n\n{source.RequiredText("data")}");
        source.RejectUnread(AnthropicRules.Source);
        return text;
    }

    private static ToolResultPart Result(JsonObjectReader block)
    {
        var parts = block.Take("content") is { } content ? Read(content) : [];
        return parts.FirstOrDefault(part => part is not (TextPart or ImagePart)) is null
            ? new ToolResultPart(block.RequiredText("tool_use_id"), null, parts, block.Flag("is_error") ?? false)
            : throw new TranslationException(block.PathOf("content"), "a tool's result may hold text and images only");
    }
}
