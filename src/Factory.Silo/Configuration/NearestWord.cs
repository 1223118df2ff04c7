namespace Factory.Silo.Configuration;

/// <summary>Guesses what somebody meant to write.</summary>
internal static class NearestWord
{
    private const int LongestWord = 40;

    /// <summary><c>; did you mean 'tier'?</c>, or nothing when no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The known word that is reached with the fewest changed letters, at most a third of them; null when none is that near.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var best = known
            .Select(k => (Word: k, Distance: Distance(Normal(word), Normal(k))))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, Math.Max(word.Length, best.Word.Length) / 3) ? best.Word : null;
    }

    private static string Normal(string word) => word.ToLowerInvariant().Replace('-', '_');

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
