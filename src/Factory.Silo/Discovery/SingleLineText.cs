using Factory.Domain;

namespace Factory.Silo.Discovery;

/// <summary>Cleans the output of other programs for display: one line, no control characters, limited length.</summary>
internal static class SingleLineText
{
    private const int MaxLength = 120;

    /// <summary>The text as one line.</summary>
    public static string From(string text) => VisibleText.Shorten(VisibleText.ToLine(text).Trim(), MaxLength);
}
