using System.Text.RegularExpressions;

namespace Factory.Providers.Rehearsal.Ideas;

/// <summary>The words of an idea. Only words are matched; instructions in an idea have no effect.</summary>
internal sealed partial class IdeaWords
{
    // Words near the beginning name the subject and count more than later ones.
    private const int EarlyWeight = 3;

    private const int EarlyWords = 30;

    private readonly string _text;

    /// <summary>Splits an idea into words.</summary>
    public IdeaWords(string idea)
    {
        // "to-do" and "to do" would otherwise be two words without a meaning.
        _text = ToDo().Replace(idea.ToLowerInvariant(), "todo");
        Words = [.. Word().Matches(_text).Select(m => m.Value)];
    }

    /// <summary>The words in lower case.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// Returns how well the keywords match the idea. A keyword with a star matches all words with that prefix; keywords
    /// in scripts without spaces, and emoji, match anywhere in the text.
    /// </summary>
    // Repeated words count again, which favours what an idea keeps coming back to.
    public int Score(IEnumerable<string> keywords) => keywords.Sum(Score);

    /// <summary>Returns whether a word matches a keyword.</summary>
    public static bool Matches(string word, string keyword) => keyword.EndsWith('*')
        ? word.StartsWith(keyword[..^1], StringComparison.Ordinal)
        : word == keyword;

    /// <summary>
    /// Returns a hash that is the same on every machine and in every process, unlike string.GetHashCode (FNV-1a).
    /// </summary>
    public static uint Hash(string idea) => idea.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    private int Score(string keyword)
    {
        // From U+3040 on: kana, CJK ideographs, Hangul. Half a surrogate pair of an emoji is no letter either.
        if (!char.IsLetter(keyword[0]) || keyword[0] >= '\u3040')
        {
            return _text.Contains(keyword, StringComparison.Ordinal) ? EarlyWeight : 0;
        }

        var score = 0;
        for (var i = 0; i < Words.Count; i++)
        {
            score += Matches(Words[i], keyword) ? i < EarlyWords ? EarlyWeight : 1 : 0;
        }

        return score;
    }

    [GeneratedRegex(@"\bto[- ]?dos?\b")]
    private static partial Regex ToDo();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")]
    private static partial Regex Word();
}
