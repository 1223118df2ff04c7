namespace Factory.Providers.Normalization;

/// <summary>
/// Joins a character whose first half ends one piece of a text and whose second half begins the next: servers that cut
/// text by UTF-16 units do that to emojis. For one response; each text has a key, since their pieces interleave.
/// </summary>
internal sealed class TextPieces
{
    private const string Replacement = "\ufffd";

    private readonly Dictionary<string, char> _halves = new(StringComparer.Ordinal);

    /// <summary>The piece with whole characters; half of one at its end waits for the next piece.</summary>
    public string Join(string key, string piece)
    {
        var text = _halves.Remove(key, out var half) && piece.Length > 0 ? half + piece : piece;
        if (piece.Length == 0 && half != default)
        {
            _halves[key] = half;
        }

        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            _halves[key] = text[^1];
            text = text[..^1];
        }

        return string.Concat(text.EnumerateRunes());
    }

    /// <summary>What stands for a half whose other half never came; empty for none.</summary>
    public string End(string key) => _halves.Remove(key) ? Replacement : "";
}
