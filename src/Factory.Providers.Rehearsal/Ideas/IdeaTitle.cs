using System.Text;
using System.Text.RegularExpressions;

namespace Factory.Providers.Rehearsal.Ideas;

/// <summary>
/// Derives a product's name from an idea: a few of its words, with only letters, digits, spaces and hyphens, so that it
/// is harmless in code, HTML, YAML and paths.
/// </summary>
internal static partial class IdeaTitle
{
    private const int MaxWords = 6;
    private const int MaxLength = 48;
    private const int MaxSlugLength = 32;

    // Words that do not start a name.
    private static readonly HashSet<string> Fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "build", "make", "create", "write", "develop", "design", "me", "us", "i", "we", "want", "need", "would", "like", "to", "please", "just",
        "app", "application", "website", "webapp", "page", "site", "tool", "program", "that", "which", "can", "for", "simple", "small", "little", "nice", "my", "our", "some", "is", "it",
        "ein", "eine", "einen", "einfacher", "un", "una", "une", "der", "die", "das", "le", "la", "el", "ich", "möchte", "quiero", "je", "veux",
    };

    // Words that do not end a name.
    private static readonly HashSet<string> Danglers = new(StringComparer.OrdinalIgnoreCase)
    {
        "for", "with", "and", "of", "the", "a", "an", "to", "in", "on", "that", "which", "at", "by", "or", "from", "where", "who", "is", "my", "our", "your", "its", "into", "has",
        "für", "mit", "und", "de", "para", "con", "y", "et", "pour", "avec",
    };

    /// <summary>Returns a name.</summary>
    /// <param name="idea">The idea.</param>
    /// <param name="keywords">The keywords of the archetype. The first sentence with one of them provides the
    /// name.</param>
    /// <param name="fallback">The name when no sentence contains a keyword.</param>
    public static string Of(string idea, IReadOnlyList<string> keywords, string fallback)
    {
        foreach (var sentence in Sentence().Split(idea))
        {
            var words = Words(sentence);
            var hit = words.FindIndex(w => keywords.Any(k => IdeaWords.Matches(w.ToLowerInvariant(), k)));
            if (hit < 0)
            {
                continue;
            }

            var start = words.FindIndex(w => !Fillers.Contains(w));
            // The name must contain the keyword: it starts there when the first word of substance is too far ahead of
            // it.
            start = start < 0 ? hit : start + MaxWords > hit ? Math.Min(start, hit) : hit;
            if (Join(words.Skip(start).Take(MaxWords)) is { Length: > 0 } title)
            {
                return title;
            }
        }

        return fallback;
    }

    /// <summary>Returns the first words of an idea without keywords; empty when it has no words.</summary>
    public static string FirstWords(string idea, int count)
    {
        var words = Words(idea);
        var start = words.FindIndex(w => !Fillers.Contains(w));
        return start < 0 ? "" : Join(words.Skip(start).Take(count));
    }

    /// <summary>Converts a name to the name of a folder.</summary>
    public static string Slug(string title, string fallback)
    {
        var slug = NotSlug().Replace(title.ToLowerInvariant(), "-").Trim('-');
        slug = slug.Length <= MaxSlugLength ? slug : slug[..MaxSlugLength].Trim('-');
        // Titles in other scripts leave hardly a letter of ASCII.
        return slug.Length < 3 ? fallback : slug;
    }

    private static List<string> Words(string text) => [.. Word().Matches(text).Select(m => m.Value).Where(w => w.Length <= MaxLength)];

    private static string Join(IEnumerable<string> words)
    {
        var kept = words.ToList();
        // The limit on words can cut a name behind a preposition.
        while (kept.Count > 1 && Danglers.Contains(kept[^1]))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        var title = new StringBuilder();
        foreach (var word in kept.TakeWhile(w => title.Length + w.Length < MaxLength))
        {
            title.Append(title.Length == 0 ? "" : " ").Append(word);
        }

        if (title.Length > 0)
        {
            title[0] = char.ToUpperInvariant(title[0]);
        }

        return title.ToString();
    }

    [GeneratedRegex(@"[.!?;:\r\n。！？]+")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*(?<!-)")]
    private static partial Regex Word();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotSlug();
}
