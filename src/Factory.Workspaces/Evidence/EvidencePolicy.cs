using Factory.Domain.Builds;
using Factory.Domain.Sandbox;

namespace Factory.Workspaces.Evidence;

/// <summary>Rules that hold whatever the commands' exit codes say.</summary>
internal static class EvidencePolicy
{
    /// <value>400 files in one change.</value>
    public const int MaxFiles = 400;

    /// <value>20,000 lines added and removed in one change.</value>
    public const int MaxLines = 20_000;

    /// <summary>Says which limit ended a command.</summary>
    public static IEnumerable<string> CheckLimits(string name, CommandResult result) =>
        result.ExceededLimit is { } limit ? [$"The {name} was killed by {limit}."] : [];

    /// <summary>What is wrong with how the tests ran.</summary>
    public static IEnumerable<string> CheckTests(ProductManifest manifest, CommandResult? test, TestCounts? counts)
    {
        if (manifest.Test is null)
        {
            yield return "There is no test command: product.yaml must say under 'test' how all tests are run.";
        }
        else if (test is { ExceededLimit: not null })
        {
            yield return CheckLimits("test", test).Single();
        }
        else if (test is { ExitCode: 0, TimedOut: false } && counts is null or { Passed: 0, Failed: 0 })
        {
            yield return $"No tests ran: '{manifest.Test}' ended with 0 but printed no count of tests. It must end with a line such as '12 passed, 0 failed'.";
        }
        else if (test is { ExitCode: 0 } && counts is { Failed: > 0 } failed)
        {
            yield return $"{failed.Failed} tests failed although '{manifest.Test}' ended with 0.";
        }
    }

    /// <summary>What is wrong with the size and kind of the change.</summary>
    public static IEnumerable<string> CheckChange(int files, int lines, int testFilesBefore, int testFilesAfter)
    {
        if (files > MaxFiles)
        {
            yield return $"The change is too large to review: {files} files; at most {MaxFiles}. Keep build outputs and packages out with .gitignore.";
        }

        if (lines > MaxLines)
        {
            yield return $"The change is too large to review: {lines} lines; at most {MaxLines}. Keep generated files out with .gitignore.";
        }

        if (testFilesAfter < testFilesBefore)
        {
            yield return $"The change removes tests: {testFilesBefore} files with tests before, {testFilesAfter} after.";
        }
    }

    /// <summary>True when a file's path says that it holds tests.</summary>
    public static bool IsTestFile(string path)
    {
        var parts = path.ToLowerInvariant().Split('/');
        var name = parts[^1];
        return name.Contains(".test.", StringComparison.Ordinal) || name.Contains(".spec.", StringComparison.Ordinal)
            || name.StartsWith("test_", StringComparison.Ordinal) || name.Contains("_test.", StringComparison.Ordinal)
            || name.EndsWith("tests.cs", StringComparison.Ordinal) || name.EndsWith("test.cs", StringComparison.Ordinal)
            || parts[..^1].Any(part => part is "test" or "tests" or "__tests__" or "spec");
    }
}
