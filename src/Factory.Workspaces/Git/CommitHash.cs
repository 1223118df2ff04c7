namespace Factory.Workspaces.Git;

/// <summary>Names of commits as the factory passes them on: full hexadecimal names, never expressions that git would interpret.</summary>
internal static class CommitHash
{
    /// <summary>True for the full name of an object, SHA-1 or SHA-256.</summary>
    public static bool IsValid(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What messages show.</summary>
    public static string Abbreviate(string text) => text.Length > 12 ? text[..12] : text;
}
