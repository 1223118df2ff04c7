using System.Diagnostics;
using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

/// <summary>The numbers of tests in files that test runners leave, and in files that only look like those.</summary>
public sealed class TestReportsTests : IDisposable
{
    private const string Trx =
        "<?xml version=\"1.0\"?><TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><ResultSummary>"
        + "<Counters total=\"9\" executed=\"8\" passed=\"5\" failed=\"1\" error=\"1\" timeout=\"1\" /></ResultSummary></TestRun>";

    private const string JUnit =
        "<testsuites><testsuite tests=\"99\"><testcase name=\"a\"/><testcase name=\"b\"><system-out>x</system-out></testcase>"
        + "<testcase name=\"c\"><failure>no</failure></testcase><testcase name=\"d\"><error/></testcase>"
        + "<testcase name=\"e\"><skipped/></testcase></testsuite></testsuites>";

    private const string Tap = "TAP version 13\n1..6\nok 1 - a\nok 2 - b\nnot ok 3 - c\nok 4 # SKIP later\nnot ok 5 # todo later\n";

    private static readonly HashSet<string> All = [TestRunners.Trx, TestRunners.JUnit, TestRunners.Tap, TestRunners.Output];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("TestResults/a.trx", Trx, 5, 3)]
    [InlineData("out/junit.xml", JUnit, 2, 2)]
    [InlineData("a.tap", Tap, 2, 2)]
    [InlineData("empty.xml", "<testsuite/>", 0, 0)]
    [InlineData("a.trx", "<TestRun><Counters passed=\"999999999\" failed=\"-1\"/></TestRun>", 100_000_000, 0)]
    public void Read_ReportOfTheRun_HasItsCounts(string file, string text, int passed, int failed)
    {
        var reports = TestReports.Watch(_folder.FullName);
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, file), text);

        reports.Read("9 passed, 0 failed", All).ShouldBe(new TestReport(new TestCounts(passed, failed), file));
    }

    [Theory]
    [InlineData("a.xml", "<project><testcase/></project>")]
    [InlineData("a.xml", "<testsuite><testcase/>")]
    [InlineData("a.xml", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><testsuite><testcase name=\"&a;\"/></testsuite>")]
    [InlineData("a.trx", "nothing")]
    [InlineData("a.tap", "ok 1\nok 2\n")]
    [InlineData("a.txt", JUnit)]
    [InlineData("node_modules/a/junit.xml", JUnit)]
    public void Read_NoReport_IsNone(string file, string text)
    {
        var reports = TestReports.Watch(_folder.FullName);
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, file), text);

        reports.Read("9 passed, 0 failed", All).ShouldBeNull();
    }

    [Fact]
    public void Read_FileFromBeforeTheRun_CountsOnlyOnceItIsWritten()
    {
        var file = Path.Combine(_folder.FullName, "junit.xml");
        WorkspaceFixture.Write(file, JUnit);
        var reports = TestReports.Watch(_folder.FullName);
        reports.Read("", All).ShouldBeNull();

        WorkspaceFixture.Write(file, "<testsuite><testcase/></testsuite>");

        reports.Read("", All).ShouldNotBeNull().Counts.ShouldBe(new TestCounts(1, 0));
    }

    [Fact]
    public void Read_SeveralReports_AddsThoseOfOneFormat()
    {
        var reports = TestReports.Watch(_folder.FullName);
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, "one/a.trx"), Trx);
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, "two/b.trx"), Trx + "\n");
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, "junit.xml"), JUnit);

        reports.Read("", All).ShouldBe(new TestReport(new TestCounts(10, 6), "one/a.trx and 1 more"));
    }

    [Fact]
    public void Read_LinksAndPipes_AreNotOpened()
    {
        var outside = Directory.CreateTempSubdirectory("factory-tests-");
        try
        {
            WorkspaceFixture.Write(Path.Combine(outside.FullName, "junit.xml"), JUnit);
            var reports = TestReports.Watch(_folder.FullName);
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, "a.xml"), Path.Combine(outside.FullName, "junit.xml"));
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, "folder"), outside.FullName);
            using (var pipe = Process.Start("mkfifo", Path.Combine(_folder.FullName, "b.xml")))
            {
                pipe.WaitForExit();
            }

            reports.Read("", All).ShouldBeNull();
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    /// <summary>A second name of a report, or a copy of it, doubled the number of tests.</summary>
    [Fact]
    public void Read_OneReportUnderManyNames_CountsOnce()
    {
        var reports = TestReports.Watch(_folder.FullName);
        var file = Path.Combine(_folder.FullName, "a.trx");
        WorkspaceFixture.Write(file, Trx);
        using (var link = Process.Start("ln", [file, Path.Combine(_folder.FullName, "b.trx")]))
        {
            link.WaitForExit();
        }

        File.Copy(file, Path.Combine(_folder.FullName, "c.trx"));

        reports.Read("", All).ShouldNotBeNull().Counts.ShouldBe(new TestCounts(5, 3));
    }

    [Theory]
    [InlineData("a.trx", Trx, TestRunners.Trx, false)]
    [InlineData("a.trx", Trx, TestRunners.JUnit, true)]
    [InlineData("a.xml", JUnit, TestRunners.JUnit, false)]
    [InlineData("a.xml", JUnit, TestRunners.Trx, true)]
    [InlineData("a.tap", Tap, TestRunners.Output, true)]
    public void Read_FormatOfNoRunnerOfTheCommand_IsTheProductsOwn(string file, string text, string format, bool isOwn)
    {
        var reports = TestReports.Watch(_folder.FullName);
        WorkspaceFixture.Write(Path.Combine(_folder.FullName, file), text);

        reports.Read("", new HashSet<string> { format }).ShouldNotBeNull().IsOwn.ShouldBe(isOwn);
    }

    [Theory]
    [InlineData(Tap, 2, 2)]
    [InlineData("TAP version 14\nok 1\nBail out! no disk\n1..1\n", 1, 1)]
    public void Read_OutputThatIsATapStream_IsAReport(string output, int passed, int failed) =>
        TestReports.Watch(_folder.FullName).Read("building…\n" + output, All)
            .ShouldBe(new TestReport(new TestCounts(passed, failed), "its output in TAP"));
}
