using Factory.Domain.Configuration;

namespace Factory.Configuration.Reading;

/// <summary>Gathers everything that is wrong in all files, so that the operator corrects it in one go.</summary>
internal sealed class ConfigProblems
{
    private const int MaxQuoteLength = 60;

    private readonly List<ConfigProblem> _problems = [];

    /// <summary>So far, in the order of files and lines.</summary>
    public IReadOnlyList<ConfigProblem> All =>
        [.. _problems.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)];

    /// <summary>How many so far.</summary>
    public int Count => _problems.Count;

    /// <summary>Notes a problem.</summary>
    public void Add(ConfigProblem problem) => _problems.Add(problem);

    /// <summary>A text of a file as an error may show it: one line, not too long, without control characters.</summary>
    public static string Quote(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return clean.Length <= MaxQuoteLength ? clean : clean[..MaxQuoteLength] + "…";
    }
}
