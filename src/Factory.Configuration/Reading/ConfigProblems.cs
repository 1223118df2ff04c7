using Factory.Domain.Configuration;

namespace Factory.Configuration.Reading;

/// <summary>Collects the problems of all files, so that the operator can correct them together.</summary>
internal sealed class ConfigProblems
{
    private const int MaxQuoteLength = 60;

    private readonly List<ConfigProblem> _problems = [];

    /// <summary>The problems so far, in the order of files and lines.</summary>
    public IReadOnlyList<ConfigProblem> All =>
        // A key that a reader asks for twice, like an agent's kinds, reports the same problem twice.
        [.. _problems.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)];

    /// <summary>The number of problems so far.</summary>
    public int Count => _problems.Count;

    /// <summary>Adds a problem.</summary>
    public void Add(ConfigProblem problem) => _problems.Add(problem);

    /// <summary>Text of a file for use in a message: one line, truncated, without control characters.</summary>
    public static string Quote(string text)
    {
        // Messages go to terminals and logs: a file must be able neither to send escape sequences nor to forge further
        // lines.
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return clean.Length <= MaxQuoteLength ? clean

            // Never between the halves of a surrogate pair: one half cannot be written as UTF-8.
            : clean[..(char.IsHighSurrogate(clean[MaxQuoteLength - 1]) ? MaxQuoteLength - 1 : MaxQuoteLength)] + "…";
    }
}
