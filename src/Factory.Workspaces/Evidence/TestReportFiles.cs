using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Factory.Workspaces.Evidence;

/// <summary>Counts the tests in reports of test runners. Null for a file that is no such report, or a broken one.</summary>
internal static class TestReportFiles
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant;

    private static readonly Regex TapVersion = new(@"^TAP version 1[34]\s*$", Options);
    private static readonly Regex TapPlan = new(@"^1\.\.(?<n>[0-9]{1,9})\b", Options);
    private static readonly Regex TapBailOut = new("^Bail out!", Options);

    // "ok 1 - name # SKIP reason": a test that was skipped neither passed nor failed, one that is still to do may fail.
    private static readonly Regex TapResult = new(@"^(?<f>not )?ok\b[^#\n]*(?:#\s*(?<d>(?i:skip|todo)))?", Options);

    /// <summary>Reads a report of Visual Studio's test platform.</summary>
    /// <param name="path">Full path of the file.</param>
    public static TestCounts? ReadTrx(string path) => Read(path, static xml =>
    {
        if (xml.LocalName != "TestRun" || !xml.ReadToFollowing("Counters"))
        {
            return null;
        }

        return new TestCounts(Number("passed"), Number("failed") + Number("error") + Number("timeout") + Number("aborted"));

        int Number(string attribute) =>
            int.TryParse(xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Math.Min(number, TestCounts.Max)
                : 0;
    });

    /// <summary>Reads a report in the format of JUnit.</summary>
    /// <param name="path">Full path of the file.</param>
    public static TestCounts? ReadJUnit(string path) => Read(path, static xml =>
    {
        if (xml.LocalName is not ("testsuites" or "testsuite"))
        {
            return null;
        }

        var counts = default(TestCounts);
        while (xml.ReadToFollowing("testcase"))
        {
            counts += ReadCase(xml);
        }

        return counts;
    });

    /// <summary>Reads a complete TAP stream: one with a version and a plan.</summary>
    /// <param name="text">The stream.</param>
    public static TestCounts? ReadTap(string text)
    {
        if (!TapVersion.IsMatch(text) || TapPlan.Matches(text).LastOrDefault() is not { } plan)
        {
            return null;
        }

        var results = TapResult.Matches(text);
        var passed = results.Count(result => !result.Groups["f"].Success && !result.Groups["d"].Success);
        var failed = results.Count(result => result.Groups["f"].Success && !result.Groups["d"].Success);

        // What was planned and did not run has not passed.
        var missing = int.Parse(plan.Groups["n"].Value, CultureInfo.InvariantCulture) - results.Count;
        return new TestCounts(passed, failed + Math.Max(0, missing) + (TapBailOut.IsMatch(text) ? 1 : 0));
    }

    private static TestCounts ReadCase(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return new TestCounts(1, 0);
        }

        var depth = xml.Depth;
        var (failed, skipped) = (false, false);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
            {
                failed |= xml.LocalName is "failure" or "error";
                skipped |= xml.LocalName == "skipped";
            }
        }

        return failed ? new TestCounts(0, 1) : skipped ? default : new TestCounts(1, 0);
    }

    private static TestCounts? Read(string path, Func<XmlReader, TestCounts?> read)
    {
        // No document type: it can name files of the host, and grow without end.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        try
        {
            using var xml = XmlReader.Create(path, settings);
            xml.MoveToContent();
            return read(xml);
        }
        catch (Exception exception) when (exception is XmlException || UntrustedDirectory.IsUnreadable(exception))
        {
            return null;
        }
    }
}
