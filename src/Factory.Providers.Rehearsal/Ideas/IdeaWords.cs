using System.Text.RegularExpressions;

namespace Factory.Providers.Rehearsal.Ideas;

/// <summary>An idea as words. Whatever it asks for, nothing but its words is looked at.</summary>
internal sealed partial class IdeaWords
{
    /// <value>Words near the beginning say what it is about; they count this much more.</value>
    private const int EarlyWeight = 3;

    private const int EarlyWords = 30;

    private readonly string _text;

    public IdeaWords(string idea)
    {
        _text = ToDo().Replace(idea.ToLowerInvariant(), "todo");
        Words = [.. Word().Matches(_text).Select(m => m.Value)];
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>How much of the idea these keywords catch. A keyword with a star catches every word that begins so; scripts without spaces and emoji are looked for anywhere.</summary>
    public int Score(IEnumerable<string> keywords) => keywords.Sum(Score);

    public static bool Matches(string word, string keyword) => keyword.EndsWith('*')
        ? word.StartsWith(keyword[..^1], StringComparison.Ordinal)
        : word == keyword;

    /// <summary>A number that is the same for the same idea on every machine (FNV-1a).</summary>
    public static uint Hash(string idea) => idea.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    private int Score(string keyword)
    {
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
