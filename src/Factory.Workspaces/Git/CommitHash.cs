namespace Factory.Workspaces.Git;

/// <summary>
/// Validates commit hashes before they become arguments of git: an expression such as <c>main~1</c> or an option must
/// never get there.
/// </summary>
internal static class CommitHash
{
    /// <summary>Returns whether a text is a full hash in lower case, SHA-1 or SHA-256.</summary>
    public static bool IsValid(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Returns the first 12 characters, for messages.</summary>
    public static string Abbreviate(string text) => text.Length > 12 ? text[..12] : text;
}
