using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Evidence;

/// <summary>
/// Finds the reports that test runners write while a test command runs: TRX, JUnit XML and TAP. The tests run
/// in the runner's process and could write them, too; a report that no known runner was asked for is marked as the product's own.
/// </summary>
internal sealed class TestReports
{
    private const int MaxFiles = 500;
    private const int MaxDepth = 20;
    private const long MaxFileBytes = 32 * 1024 * 1024;

    private readonly string _folder;
    private readonly Dictionary<string, (long Length, DateTimeOffset Written)> _before;

    private TestReports(string folder)
    {
        _folder = folder;
        _before = Find(folder);
    }

    /// <summary>Notes the reports that are there before the command runs, which do not count.</summary>
    /// <param name="folder">Full path of the folder that the command writes to.</param>
    public static TestReports Watch(string folder) => new(folder);

    /// <summary>Returns what the reports of the command say; null when it left none.</summary>
    /// <remarks>Files of one format count, and of the others none: some runners write the same twice.</remarks>
    /// <param name="output">The output of the command, which can be a TAP stream.</param>
    /// <param name="formats">What the runners of the command write (<see cref="TestRunners.FormatsOf(string, string)"/>);
    /// any other report is the product's own.</param>
    public TestReport? Read(string output, IReadOnlySet<string> formats)
    {
        var files = Find(_folder)
            .Where(file => !_before.TryGetValue(file.Key, out var before) || before != file.Value)
            .Select(file => file.Key)
            .Order(StringComparer.Ordinal)
            .Take(MaxFiles)
            .ToList();
        var (extension, report) = ReadFirst(files, output);
        return report is null ? null : report with { IsOwn = !formats.Contains(extension) };
    }

    private (string Extension, TestReport? Report) ReadFirst(List<string> files, string output) =>
        Read(files, TestRunners.Trx, TestReportFiles.ReadTrx) is { } trx ? (TestRunners.Trx, trx)
        : Read(files, TestRunners.JUnit, TestReportFiles.ReadJUnit) is { } junit ? (TestRunners.JUnit, junit)
        : Read(files, TestRunners.Tap, path => TestReportFiles.ReadTap(File.ReadAllText(path))) is { } tap ? (TestRunners.Tap, tap)
        : (TestRunners.Output, TestReportFiles.ReadTap(output) is { } printed ? new TestReport(printed, "its output in TAP") : null);

    private TestReport? Read(List<string> files, string extension, Func<string, TestCounts?> read)
    {
        var found = files.Where(file => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            .Select(file => (File: file, Counts: read(file)))
            .Where(report => report.Counts is not null)
            .DistinctBy(report => ContentOf(report.File))
            .ToList();
        if (found.Count == 0)
        {
            return null;
        }

        var first = ConcernText.Format(Path.GetRelativePath(_folder, found[0].File));
        var source = found.Count == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} and {found.Count - 1} more");
        return new TestReport(found.Select(report => report.Counts!.Value).Aggregate((sum, next) => sum + next), source);
    }

    // By its content, and not by its path: a second name of a file, or a copy of it, is the same report.
    private static string ContentOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    // Links are not followed. A pipe, which would block the reader, has no length.
    private static Dictionary<string, (long Length, DateTimeOffset Written)> Find(string folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            MaxRecursionDepth = MaxDepth,
        };
        var files = new FileSystemEnumerable<(string Path, long Length, DateTimeOffset Written)>(
            folder,
            static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc),
            options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                !entry.IsDirectory && entry.Length is > 0 and <= MaxFileBytes && IsReportName(entry.FileName),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => entry.FileName is not ("node_modules" or ".git"),
        };
        return files.ToDictionary(file => file.Path, file => (file.Length, file.Written));
    }

    private static bool IsReportName(ReadOnlySpan<char> name) =>
        name.EndsWith(".trx", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tap", StringComparison.OrdinalIgnoreCase);
}
