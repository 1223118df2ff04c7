using System.Globalization;
using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Evidence;

/// <summary>
/// Rules that apply regardless of exit codes, because an agent writes the commands and could make them succeed.
/// </summary>
internal static class EvidencePolicy
{
    /// <summary>The number of files that one change may touch.</summary>
    /// <value>400 files.</value>
    public const int MaxFiles = 400;

    /// <summary>The number of lines that one change may add and remove.</summary>
    /// <value>20,000 lines.</value>
    public const int MaxLines = 20_000;

    /// <summary>Returns a message when a limit ended the command; empty otherwise.</summary>
    public static IEnumerable<string> CheckLimits(string name, CommandResult result) =>
        result.ExceededLimit is { } limit ? [$"The {name} was killed by {limit}."] : [];

    /// <summary>Returns the problems of a test run.</summary>
    public static IEnumerable<string> CheckTests(ProductManifest manifest, CommandResult? test, TestCounts? counts)
    {
        if (manifest.Test is null)
        {
            yield return "There is no test command. Add the command that runs all tests to product.yaml, under 'test'.";
        }
        else if (test is { ExceededLimit: not null })
        {
            yield return CheckLimits("test", test).Single();
        }
        else if (test is { ExitCode: 0, TimedOut: false } && counts is null or { Passed: 0, Failed: 0 })
        {
            yield return $"No tests ran: '{manifest.Test}' exited with 0 but neither left a report (TRX, JUnit XML or TAP) nor printed how many tests passed. Let it write a report, or end with a line such as '12 passed, 0 failed'.";
        }
        else if (test is { ExitCode: 0 } && counts is { Failed: > 0 } failed)
        {
            yield return $"{failed.Failed} tests failed although '{manifest.Test}' exited with 0.";
        }
    }

    /// <summary>Returns what does not prove that the tests passed: a number that is only printed, or the product's own.</summary>
    public static IEnumerable<string> CheckReport(ProductManifest manifest, TestRun? run)
    {
        var command = ConcernText.Format(manifest.Test ?? "");
        if (run is { Report: null, Printed: { } claimed, Result.ExitCode: 0 })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"That {claimed.Passed} tests passed is only what '{command}' printed: it left no report (TRX, JUnit XML or TAP).");
        }
        else if (run is { Report: { } report, Printed: { } printed } && printed != report.Counts)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"'{command}' printed {printed.Passed} passed, {printed.Failed} failed, but its report ({report.Source}) has "
                + $"{report.Counts.Passed} passed, {report.Counts.Failed} failed. The report counts.");
        }
        else if (run is { Report: { IsOwn: true } own, Result.ExitCode: 0 })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"That {own.Counts.Passed} tests passed is only what the product's own '{command}' reports ({own.Source}): no "
                + $"test runner that the factory knows wrote it.");
        }
    }

    /// <summary>Returns the problems of a change's size and kind.</summary>
    public static IEnumerable<string> CheckChange(int files, int lines, int testFilesBefore, int testFilesAfter)
    {
        if (files > MaxFiles)
        {
            yield return $"The change is too large to review: {files} files; at most {MaxFiles}. Exclude build outputs and packages with .gitignore.";
        }

        if (lines > MaxLines)
        {
            yield return $"The change is too large to review: {lines} lines; at most {MaxLines}. Exclude generated files with .gitignore.";
        }

        if (testFilesAfter < testFilesBefore)
        {
            yield return $"The change removes tests: {testFilesBefore} test files before, {testFilesAfter} after. Restore them.";
        }
    }

    /// <summary>Returns whether a path follows a naming convention for test files.</summary>
    public static bool IsTestFile(string path)
    {
        var parts = path.ToLowerInvariant().Split('/');
        var name = parts[^1];
        return name.Contains(".test.", StringComparison.Ordinal) || name.Contains(".spec.", StringComparison.Ordinal)
            || name.StartsWith("test_", StringComparison.Ordinal) || name.Contains("_test.", StringComparison.Ordinal)
            || EndsInWord(path, "tests.cs") || EndsInWord(path, "test.cs")
            || parts[..^1].Any(part => part is "test" or "tests" or "__tests__" or "spec");
    }

    // CalculatorTests.cs and calculator_tests.cs, but not Latest.cs: removing that would be reported as removing a test.
    private static bool EndsInWord(string path, string word)
    {
        var at = path.Length - word.Length;
        return path.EndsWith(word, StringComparison.OrdinalIgnoreCase)
            && (at == 0 || char.IsUpper(path[at]) || !char.IsLetter(path[at - 1]));
    }
}
