using System.Globalization;
using System.Text.RegularExpressions;

namespace Factory.Workspaces.Evidence;

/// <summary>The number of tests that ran, parsed from the summaries of common test runners.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed.</param>
internal readonly record struct TestCounts(int Passed, int Failed)
{
    /// <summary>More tests than any product has; larger numbers in a report are cut.</summary>
    public const int Max = 100_000_000;

    // The input is the output of an untrusted command. A backtracking expression could take minutes on a crafted line.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex AnsiEscapes = new("\u001b\\[[0-9;?]*[A-Za-z]", Options);

    // The factory's own format, dotnet (new), jest and vitest (two lines), cargo, pytest (two lines). The groups p and
    // f are the numbers.
    private static readonly Regex[] Summaries =
    [
        new(@"^\s*(?<p>[0-9]{1,9}) passed, (?<f>[0-9]{1,9}) failed\b", Options),
        new(@"^.*Test summary: total: [0-9]+, failed: (?<f>[0-9]{1,9}), succeeded: (?<p>[0-9]{1,9})", Options),
        new(@"^\s*Tests:?\s+(?:(?<f>[0-9]{1,9}) failed\s*[,|]\s*)?(?:[0-9]+ (?:skipped|todo)\s*[,|]\s*)*(?<p>[0-9]{1,9}) passed", Options),
        new(@"^\s*Tests:?\s+(?<f>[0-9]{1,9}) failed\b", Options),
        new(@"^test result: \S+ (?<p>[0-9]{1,9}) passed; (?<f>[0-9]{1,9}) failed", Options),
        new(@"^=*\s*(?:(?<f>[0-9]{1,9}) failed, )?(?<p>[0-9]{1,9}) passed\b.* in [0-9.]+ ?s", Options),
        new(@"^=*\s*(?<f>[0-9]{1,9}) failed\b.* in [0-9.]+ ?s", Options),
    ];

    private static readonly Regex DotnetProject = new(@"Failed:\s+(?<f>[0-9]{1,9}), Passed:\s+(?<p>[0-9]{1,9})", Options);
    private static readonly Regex NodePass = new(@"^(?:#|ℹ) pass (?<p>[0-9]{1,9})\s*$", Options);
    private static readonly Regex NodeFail = new(@"^(?:#|ℹ) fail (?<f>[0-9]{1,9})\s*$", Options);
    private static readonly Regex UnittestRan = new(@"^Ran (?<p>[0-9]{1,9}) tests? in ", Options);
    private static readonly Regex UnittestFailed = new(
        @"^FAILED \((?:failures=(?<f>[0-9]{1,9}))?(?:, )?(?:errors=(?<e>[0-9]{1,9}))?",
        Options);
    private static readonly Regex TapPass = new(@"^ok\b", Options);
    private static readonly Regex TapFail = new(@"^not ok\b", Options);

    /// <summary>All tests.</summary>
    public int Total => Passed + Failed;

    /// <summary>Adds the tests of two reports.</summary>
    public static TestCounts operator +(TestCounts one, TestCounts other) =>
        new((int)Math.Min((long)one.Passed + other.Passed, Max), (int)Math.Min((long)one.Failed + other.Failed, Max));

    /// <summary>
    /// Returns the counts; null when no runner is recognised. The last summary counts, except for the .NET runner,
    /// which prints one for each test project:
    /// those are added up.
    /// </summary>
    public static TestCounts? Parse(string output)
    {
        var text = AnsiEscapes.Replace(output, "");
        return ParseSummaries(text) ?? ParseDotnet(text) ?? ParseNode(text) ?? ParseUnittest(text) ?? ParseTap(text);
    }

    private static TestCounts? ParseSummaries(string text) =>
        Summaries.SelectMany(summary => summary.Matches(text)).MaxBy(match => match.Index + match.Length) is { } last
            ? new(ParseGroup(last, "p"), ParseGroup(last, "f"))
            : null;

    private static TestCounts? ParseDotnet(string text)
    {
        var projects = DotnetProject.Matches(text);
        return projects.Count == 0 ? null : new(Sum(projects, "p"), Sum(projects, "f"));
    }

    // Each project has at most nine digits, but their sum can exceed an int.
    private static int Sum(MatchCollection projects, string group) =>
        (int)Math.Min(Max, projects.Sum(match => (long)ParseGroup(match, group)));

    private static TestCounts? ParseNode(string text) =>
        NodePass.Matches(text).LastOrDefault() is { } pass && NodeFail.Matches(text).LastOrDefault() is { } fail
            ? new(ParseGroup(pass, "p"), ParseGroup(fail, "f"))
            : null;

    private static TestCounts? ParseUnittest(string text)
    {
        if (UnittestRan.Matches(text).LastOrDefault() is not { } ran)
        {
            return null;
        }

        var failed = UnittestFailed.Matches(text).LastOrDefault() is { } match ? ParseGroup(match, "f") + ParseGroup(match, "e") : 0;
        return new(Math.Max(0, ParseGroup(ran, "p") - failed), failed);
    }

    private static TestCounts? ParseTap(string text)
    {
        var (passed, failed) = (TapPass.Count(text), TapFail.Count(text));
        return passed + failed == 0 ? null : new(passed, failed);
    }

    private static int ParseGroup(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : 0;
}
