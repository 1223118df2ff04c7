namespace Factory.Configuration.Reading;

/// <summary>Suggests the known word that is closest to a misspelt one.</summary>
public static class SpellingSuggestion
{
    // The distance takes time and memory in proportion to the product of both lengths, and the word comes from a file.
    private const int MaxWordLength = 40;

    /// <summary><c>; did you mean 'tier'?</c>, or an empty text when no word is close.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>
    /// The known word with the smallest edit distance, which is at most a third of the letters; null when none is that
    /// close.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxWordLength)
        {
            return null;
        }

        var best = known
            .Select(k => (Word: k, Distance: Distance(Normalize(word), Normalize(k))))
            .OrderBy(k => k.Distance)

            // Sets have no fixed order: without this, equally close words would be suggested at random.
            .ThenBy(k => k.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, Math.Max(word.Length, best.Word.Length) / 3) ? best.Word : null;
    }

    // YAML keys have underscores, kinds and enum words have dashes; mixing them up is no misspelling of a letter.
    private static string Normalize(string word) => word.ToLowerInvariant().Replace('-', '_');

    /// <summary>
    /// The Damerau-Levenshtein distance: letters added, removed, changed, or swapped with their neighbour.
    /// </summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var changed = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(changed, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
