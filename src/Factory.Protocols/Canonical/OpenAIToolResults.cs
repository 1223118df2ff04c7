namespace Factory.Protocols.Canonical;

/// <summary>Tool results for OpenAI's APIs, which have no field for a failed tool: a first line marks it.</summary>
internal static class OpenAIToolResults
{
    private const string ErrorLine = "[tool error]\n";

    /// <summary>
    /// Reads a result; a first line <c>[tool error]</c> becomes <see cref="ToolResultPart.IsError"/>.
    /// </summary>
    /// <param name="callId">The call that it answers.</param>
    /// <param name="content">What the client sent.</param>
    public static ToolResultPart Read(string callId, IReadOnlyList<ContentPart> content)
    {
        var text = content is [TextPart first, ..] ? first.Text : "";
        return text.StartsWith(ErrorLine, StringComparison.Ordinal)
            ? new ToolResultPart(
                callId,
                null,
                WithoutEmptyText([new TextPart(text[ErrorLine.Length..]), .. content.Skip(1)]),
                IsError: true)
            : new ToolResultPart(callId, null, WithoutEmptyText(content), IsError: false);
    }

    /// <summary>The content of a result, with the line in front where the tool failed.</summary>
    public static IReadOnlyList<ContentPart> WithErrorMarker(ToolResultPart result) => result switch
    {
        { IsError: false } => result.Content,
        { Content: [TextPart first, ..] } => [new TextPart(ErrorLine + first.Text), .. result.Content.Skip(1)],
        _ => [new TextPart(ErrorLine), .. result.Content],
    };

    private static List<ContentPart> WithoutEmptyText(IEnumerable<ContentPart> content) =>
        [.. content.Where(part => part is not TextPart { Text.Length: 0 })];
}
