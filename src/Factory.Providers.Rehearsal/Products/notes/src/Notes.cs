using System.Text.RegularExpressions;

namespace App;

/// <summary>A note.</summary>
public sealed record Note(string Id, string Title, string Text, string Day);

/// <summary>Notes that match, how often each tag is used, and how much is written.</summary>
public sealed record Found(IReadOnlyList<Note> Notes, IReadOnlyDictionary<string, int> Tags, int Words, int Streak);

/// <summary>Searches and counts notes.</summary>
public static class Notebook
{
    public const int MaxNotes = 2_000;
    public const int MaxText = 20_000;

    private static readonly Regex Tag = new(@"(?<!\w)#\w{1,40}");

    /// <summary>Notes that hold every word of the query, in any case; those with a word in the title first, newer before older.</summary>
    public static IReadOnlyList<Note> Search(IEnumerable<Note> notes, string? query)
    {
        var words = (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. notes.Where(n => words.All(w => Has(n.Title, w) || Has(n.Text, w)))
                .OrderByDescending(n => words.Any(w => Has(n.Title, w)))
                .ThenByDescending(n => n.Day, StringComparer.Ordinal),
        ];
    }

    /// <summary>Words that begin with a hash, in lower case, with how many notes use them.</summary>
    public static IReadOnlyDictionary<string, int> Tags(IEnumerable<Note> notes) => notes
        .SelectMany(n => Tag.Matches($"{n.Title} {n.Text}").Select(m => m.Value.ToLowerInvariant()).Distinct())
        .GroupBy(t => t)
        .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Count());

    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Days in a row with a note, up to today; a day that is not over yet breaks nothing.</summary>
    public static int Streak(IEnumerable<Note> notes, DateOnly today)
    {
        var days = notes.Select(n => DateOnly.TryParseExact(n.Day, "yyyy-MM-dd", out var day) ? day : default).ToHashSet();
        var at = days.Contains(today) ? today : today.AddDays(-1);
        var streak = 0;
        while (days.Contains(at.AddDays(-streak)))
        {
            streak++;
        }

        return streak;
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
