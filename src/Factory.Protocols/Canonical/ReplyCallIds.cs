namespace Factory.Protocols.Canonical;

/// <summary>
/// Makes the ids of one reply's calls distinct: a call without an id, or with the id of another, could not be matched
/// with its result in the next request.
/// </summary>
/// <param name="prefix">The beginning of the ids that are made; unique for the reply.</param>
public sealed class ReplyCallIds(string prefix)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The id of the next call.</summary>
    /// <param name="given">The provider's id; null or empty for none.</param>
    public string Next(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given) && _seen.Add(given))
        {
            return given;
        }

        string made;
        do
        {
            made = $"{prefix}{++_made}";
        }
        while (!_seen.Add(made));
        return made;
    }
}
