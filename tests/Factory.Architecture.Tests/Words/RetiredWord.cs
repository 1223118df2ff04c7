using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests.Words;

/// <summary>A word that is no longer used, and the term that replaced it.</summary>
/// <remarks>
/// The pattern is a regular expression for whole words. A hyphen or a space in it matches any join of two words:
/// <c>wake-up</c> is found in <c>wake-up</c>, <c>wake up</c>, <c>wake_up</c>, <c>WakeUpDispatcher</c> and where a line
/// breaks between the two, but not in <c>wakeup</c> (write <c>wake-?up</c>).
/// </remarks>
internal sealed partial class RetiredWord
{
    // Between the words of a phrase: a join, or a line break with the comment signs of the next line.
    private const string Join = @"(?:[- ]|-?[ \t]*\r?\n[ \t]*(?:(?:///?|\*|#|>)[ \t]*)?)";

    private readonly Regex _pattern;
    private readonly Regex? _except;

    private RetiredWord(string text, string replacement, string? except)
    {
        Text = text;
        Replacement = replacement;
        var joined = WrittenJoin().Replace(text, _ => Join);
        _pattern = new Regex($"(?<![A-Za-z])(?:{joined})(?![A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        _except = except is null ? null : new Regex($"^(?:{except})$", RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as written in the list.</summary>
    public string Text { get; }

    /// <summary>The term to use instead.</summary>
    public string Replacement { get; }

    /// <summary>
    /// Reads <c>PATTERN => REPLACEMENT</c> or <c>PATTERN => REPLACEMENT except FILES because REASON</c>.
    /// </summary>
    /// <exception cref="FormatException">The line is neither.</exception>
    public static RetiredWord Parse(string line)
    {
        var match = EntryLine().Match(line);
        return match.Success
            ? new RetiredWord(
                match.Groups["text"].Value,
                match.Groups["replacement"].Value,
                match.Groups["except"] is { Success: true } except ? except.Value : null)
            : throw new FormatException($"'{line}' is not 'PATTERN => REPLACEMENT [except FILES because REASON]'");
    }

    /// <summary>Whether a file is exempt.</summary>
    public bool IsAllowedIn(string file) => _except?.IsMatch(file) ?? false;

    /// <summary>Positions in a text that <see cref="WordText.Split"/> made.</summary>
    public IEnumerable<int> PositionsIn(string text) => _pattern.Matches(text).Select(m => m.Index);

    [GeneratedRegex(@"^(?<text>\S.*?) => (?<replacement>\S.*?)(?: except (?<except>\S+) because \S.*)?$")]
    private static partial Regex EntryLine();

    [GeneratedRegex("[- ]")]
    private static partial Regex WrittenJoin();
}
