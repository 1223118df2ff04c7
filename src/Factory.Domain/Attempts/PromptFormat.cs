namespace Factory.Domain.Attempts;

/// <summary>
/// The frame of the first message that an agent gets. Everything that comes from outside stands between tags, and a text that holds such a
/// tag has it defused, so that it cannot pretend to be the factory.
/// </summary>
public static class PromptFormat
{
    /// <summary>Starts the line that names the task's kind: <c>Kind: build</c>.</summary>
    public const string KindPrefix = "Kind: ";

    /// <summary>Starts the line that names the attempt: <c>Attempt: 2</c>.</summary>
    public const string AttemptPrefix = "Attempt: ";

    /// <summary>Starts the line that names the deploy target: <c>Target: local</c>.</summary>
    public const string TargetPrefix = "Target: ";

    /// <summary>The tag around the operator's idea.</summary>
    public const string IdeaTag = "idea";

    /// <summary>The tag around the JSON of an input artifact; it has the attribute <c>from="stage"</c>.</summary>
    public const string ArtifactTag = "artifact";

    /// <summary>The tag around the JSON of the factory's own evidence.</summary>
    public const string EvidenceTag = "evidence";

    /// <summary>The tag around the reasons why earlier work was sent back.</summary>
    public const string FeedbackTag = "feedback";

    private static readonly string[] Tags = [IdeaTag, ArtifactTag, EvidenceTag, FeedbackTag];

    /// <summary>Puts a text between tags.</summary>
    public static string WrapInTag(string tag, string text, string? attributes = null) =>
        $"<{tag}{(attributes is null ? "" : " " + attributes)}>\n{EscapeTags(text)}\n</{tag}>";

    /// <summary>The texts between a tag, in order.</summary>
    public static IEnumerable<string> ReadTag(string message, string tag)
    {
        for (var at = 0; ;)
        {
            var open = message.IndexOf("<" + tag, at, StringComparison.Ordinal);
            var start = open < 0 ? -1 : message.IndexOf(">\n", open, StringComparison.Ordinal);
            var end = start < 0 ? -1 : message.IndexOf($"\n</{tag}>", start, StringComparison.Ordinal);
            if (end < 0)
            {
                yield break;
            }

            yield return message[Math.Min(start + 2, end)..end];
            at = end;
        }
    }

    /// <summary>Makes a text that stands outside of tags unable to open or close one.</summary>
    public static string EscapeTags(string text)
    {
        foreach (var tag in Tags)
        {
            text = text
                .Replace("</" + tag, "<\u200b/" + tag, StringComparison.OrdinalIgnoreCase)
                .Replace("<" + tag, "<\u200b" + tag, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
