using System.Text;

namespace Factory.Silo.Runs;

/// <summary>
/// Derives a product's short name from its idea: recognisable words and a suffix that makes it unique. Safe in paths,
/// host names and branch names.
/// </summary>
public static class ProductSlug
{
    private const int MaxWords = 4;
    private const int MaxLength = 32;
    private const string Fallback = "product";

    // Letters of Latin-1 and their ASCII counterparts, in pairs.
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyy";

    private static readonly HashSet<string> StopWords =
        [
            "a",
            "an",
            "the",
            "for",
            "of",
            "and",
            "or",
            "to",
            "in",
            "on",
            "with",
            "that",
            "which",
            "my",
            "me",
            "our",
            "please",
            "build",
            "make",
            "create",
            "write"
        ];

    /// <summary>The name for an idea.</summary>
    /// <param name="idea">Any text.</param>
    /// <param name="tail">Lower-case letters and digits, unique to the product.</param>
    public static string Create(string idea, string tail)
    {
        var words = Words(idea).Take(64).ToList();
        var telling = words.Where(w => !StopWords.Contains(w)).ToList();
        var slug = Join(telling.Count > 0 ? telling : words);
        return $"{(slug.Length > 0 ? slug : Fallback)}-{tail}";
    }

    private static string Join(List<string> words)
    {
        var slug = new StringBuilder();
        foreach (var word in words.Take(MaxWords))
        {
            var room = MaxLength - slug.Length - (slug.Length > 0 ? 1 : 0);
            if (slug.Length > 0 && word.Length > room)
            {
                break;
            }

            slug.Append(slug.Length > 0 ? "-" : "").Append(word.AsSpan(0, Math.Min(word.Length, room)));
        }

        return slug.ToString();
    }

    private static IEnumerable<string> Words(string idea)
    {
        var word = new StringBuilder();
        foreach (var c in idea.Append(' '))
        {
            var lower = char.ToLowerInvariant(c);
            var accent = Accented.IndexOf(lower, StringComparison.Ordinal);
            if (accent >= 0 || char.IsAsciiLetterOrDigit(lower))
            {
                word.Append(accent >= 0 ? Plain[accent] : lower);
            }
            else if (c is not '\'' and not '’' && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }
}
