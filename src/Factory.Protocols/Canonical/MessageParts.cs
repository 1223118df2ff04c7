namespace Factory.Protocols.Canonical;

/// <summary>
/// Which parts a message can hold. Readers check it, so that every writer can rely on it: a part in the wrong place has no counterpart in
/// any other API,
/// and a writer would have to drop it silently.
/// </summary>
internal static class MessageParts
{
    /// <summary>A message whose parts fit its role.</summary>
    /// <param name="role">The author.</param>
    /// <param name="parts">What the client sent.</param>
    /// <param name="path">The field with the content, for the error.</param>
    /// <exception cref="TranslationException">A part does not fit the role.</exception>
    public static Message CreateMessage(Role role, IReadOnlyList<ContentPart> parts, string path) =>
        (role, parts.FirstOrDefault(part => !Fits(role, part))) switch
        {
            (_, null) => new Message(role, parts),
            (Role.System, _) =>
                throw new TranslationException(path, "instructions can hold text only; send everything else in a message of the user"),
            (Role.User, _) => throw new TranslationException(path, "a message of the user can hold text, images and results of tools only"),
            _ =>
                throw new TranslationException(
                    path,
                    "a message of the model can hold text, reasoning and tool calls only; "
                        + "send images and results of tools in a message of the user"),
        };

    /// <summary>The content of a tool's result.</summary>
    /// <param name="parts">What the client sent.</param>
    /// <param name="path">The field with the content, for the error.</param>
    /// <exception cref="TranslationException">A part is neither text nor an image.</exception>
    public static IReadOnlyList<ContentPart> RequireResultContent(IReadOnlyList<ContentPart> parts, string path) =>
        parts.All(part => part is TextPart or ImagePart)
        ? parts
        : throw new TranslationException(path, "the result of a tool can hold text and images only");

    /// <summary>The parts of a provider's reply.</summary>
    /// <exception cref="TranslationException">A part is an image or the result of a tool.</exception>
    public static List<ContentPart> RequireReplyContent(IEnumerable<ContentPart> parts)
    {
        List<ContentPart> read = [.. parts];
        return read.Find(part => !Fits(Role.Assistant, part)) is { } wrong ? throw NotInReply(wrong) : read;
    }

    /// <summary>The error for a part that a reply cannot hold.</summary>
    public static TranslationException NotInReply(ContentPart part) =>
        new(
            "content",
            $"the provider sent {(part is ImagePart ? "an image" : "the result of a tool")}, "
                + "which the client's API cannot express in a reply");

    /// <summary>The texts and refusals of parts, joined by an empty line, for APIs with one text per message.</summary>
    public static string JoinText(IEnumerable<ContentPart> parts) =>
        string.Join(
            "\n\n",
            parts.Select(part => part switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => null })
                .OfType<string>());

    private static bool Fits(Role role, ContentPart part) => role switch
    {
        Role.System => part is TextPart,
        Role.User => part is TextPart or ImagePart or ToolResultPart,
        _ => part is TextPart or RefusalPart or ReasoningPart or ToolCallPart,
    };
}
