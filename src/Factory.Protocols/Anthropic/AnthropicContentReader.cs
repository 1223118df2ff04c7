using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Content blocks of requests and replies.</summary>
internal static class AnthropicContentReader
{
    /// <summary>Reads content, which is a text or a list of blocks.</summary>
    /// <exception cref="TranslationException">A block is malformed or has no counterpart in another API.</exception>
    public static IReadOnlyList<ContentPart> Read(JsonValueReader content) =>
        content.IsText ? [new TextPart(content.Text())] : [.. content.Items().Select(item => ReadBlock(item.Object()))];

    private static ContentPart ReadBlock(JsonObjectReader block)
    {
        var (part, rules) = block.RequiredText("type") switch
        {
            "text" => (new TextPart(block.Required("text").Piece()), AnthropicRules.Text),
            "image" => (ReadImage(block.Required("source").Object()), AnthropicRules.Image),
            "tool_use" => (ReadToolUse(block), AnthropicRules.ToolUse),
            "tool_result" => (ReadResult(block), AnthropicRules.ToolResult),
            "thinking" => (ReadThinking(block.Required("thinking").Piece(), block.Text("signature")), AnthropicRules.ThinkingBlock),
            "redacted_thinking" => (ReadThinking("", block.RequiredText("data"), redacted: true), AnthropicRules.ThinkingBlock),
            "document" => (ReadDocument(block), AnthropicRules.Document),
            var other => ((ContentPart)null!, Unknown(block, other)),
        };
        block.RejectUnread(rules);
        return part;
    }

    private static FieldRules Unknown(JsonObjectReader block, string type) => throw new TranslationException(
        block.PathOf("type"),
        $"a block of type {type} cannot be translated for another provider; send text, images, tool_use, tool_result or thinking");

    private static ToolCallPart ReadToolUse(JsonObjectReader block) =>
        new(
            block.IsReply ? block.Text("id") ?? "" : block.RequiredText("id"),
            new ToolName(block.RequiredText("name")),
            block.Take("input") switch
            {
                { IsText: true, IsReply: true } text => text.Text(),
                var input => ToolArguments.Read(input),
            });

    private static ReasoningPart ReadThinking(string text, string? signature, bool redacted = false) =>
        new(text, ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, signature, redacted));

    private static ImagePart ReadImage(JsonObjectReader source)
    {
        var image = source.RequiredText("type") switch
        {
            "base64" => new ImagePart(source.RequiredText("media_type"), source.RequiredText("data"), null),
            "url" => new ImagePart(null, null, source.RequiredText("url")),
            _ => throw new TranslationException(
                source.PathOf("type"),
                "an image that is kept at Anthropic cannot be translated for another provider; send it as base64 or url"),
        };
        source.RejectUnread(AnthropicRules.Source);
        return image;
    }

    private static TextPart ReadDocument(JsonObjectReader block)
    {
        var source = block.Required("source").Object();
        if (source.RequiredText("type") != "text")
        {
            throw new TranslationException(
                source.PathOf("type"),
                "only documents of plain text can be carried to another provider; send the text");
        }

        // Claude reads title and context as part of the document; no other API has a document block, so they precede
        // the text.
        source.Text("media_type");
        var heading = string.Join('\n', new[] { block.Text("title"), block.Text("context") }.OfType<string>());
        var text = source.RequiredText("data");
        source.RejectUnread(AnthropicRules.Source);
        return new TextPart(heading.Length == 0 ? text : $"{heading}\n\n{text}");
    }

    private static ToolResultPart ReadResult(JsonObjectReader block)
    {
        var parts = block.Take("content") is { } content ? Read(content) : [];
        return new ToolResultPart(
            block.RequiredText("tool_use_id"),
            null,
            MessageParts.RequireResultContent(parts, block.PathOf("content")),
            block.Flag("is_error") ?? false);
    }
}
