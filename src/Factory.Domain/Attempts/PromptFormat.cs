namespace Factory.Domain.Attempts;

/// <summary>
/// The format of the first message that an agent receives. Everything that comes from outside is enclosed in tags. A
/// tag within such a text is escaped, so that the text cannot close its enclosure and pass itself off as the factory's
/// own words.
/// </summary>
public static class PromptFormat
{
    /// <summary>Prefix of the line that names the task's kind: <c>Kind: build</c>.</summary>
    public const string KindPrefix = "Kind: ";

    /// <summary>Prefix of the line that names the attempt: <c>Attempt: 2</c>.</summary>
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

    /// <summary>The tag around the JSON of the warnings that a review must answer, each with its number.</summary>
    public const string WarningsTag = "warnings";

    private static readonly string[] Tags = [IdeaTag, ArtifactTag, EvidenceTag, FeedbackTag, WarningsTag];

    /// <summary>Encloses a text in tags.</summary>
    /// <param name="tag">The tag's name.</param>
    /// <param name="text">Untrusted text.</param>
    /// <param name="attributes">Attributes of the opening tag; null for none. Trusted: they are not escaped.</param>
    public static string WrapInTag(string tag, string text, string? attributes = null) =>
        $"<{tag}{(attributes is null ? "" : " " + attributes)}>\n{EscapeTags(text)}\n</{tag}>";

    /// <summary>The texts that a tag encloses, in order.</summary>
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

            // Without a line in between, both tags share one line break, and the end lies before start + 2.
            yield return message[Math.Min(start + 2, end)..end];
            at = end;
        }
    }

    /// <summary>
    /// Escapes the tags within a text with a zero-width space, so that it can neither open nor close one.
    /// </summary>
    public static string EscapeTags(string text)
    {
        // Whatever its case: a model would take </IDEA> for the end of the idea, too.
        foreach (var tag in Tags)
        {
            text = text
                .Replace("</" + tag, "<\u200b/" + tag, StringComparison.OrdinalIgnoreCase)
                .Replace("<" + tag, "<\u200b" + tag, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
