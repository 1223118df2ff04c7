namespace Factory.Silo.Discovery;

/// <summary>Makes text of other programs fit to show: one line, no control characters, not too long.</summary>
internal static class SingleLineText
{
    private const int MaxLength = 120;

    /// <summary>The text as one line.</summary>
    public static string From(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return clean.Length <= MaxLength ? clean : clean[..MaxLength] + "…";
    }
}
