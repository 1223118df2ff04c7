namespace Factory.Protocols.Canonical;

/// <summary>Results of tools at OpenAI, which has no mark for a failed tool: the first line says it.</summary>
internal static class OpenAIToolResults
{
    private const string ErrorLine = "[tool error]\n";

    public static ToolResultPart Read(string callId, IReadOnlyList<ContentPart> content)
    {
        var text = content is [TextPart first, ..] ? first.Text : "";
        return text.StartsWith(ErrorLine, StringComparison.Ordinal)
            ? new ToolResultPart(callId, null, [.. text.Length > ErrorLine.Length ? [new TextPart(text[ErrorLine.Length..])] : Array.Empty<ContentPart>(), .. content.Skip(1)], IsError: true)
            : new ToolResultPart(callId, null, [.. content.Where(part => part is not TextPart { Text.Length: 0 })], IsError: false);
    }

    public static IReadOnlyList<ContentPart> WithErrorMarker(ToolResultPart result)
    {
        if (!result.IsError)
        {
            return result.Content;
        }

        return result.Content is [TextPart first, ..]
            ? [new TextPart(ErrorLine + first.Text), .. result.Content.Skip(1)]
            : [new TextPart(ErrorLine), .. result.Content];
    }
}
