using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

public sealed class EvidencePolicyTests
{
    private static readonly ProductManifest Manifest = new() { Name = "a", Test = "run", Serve = new ServeManifest { Static = "." } };

    // Exit code, whether it timed out, counts, and the beginning of the problem.
    [Theory]
    [InlineData(0, false, 3, 0, "")]
    [InlineData(0, false, 0, 1, "1 tests failed although 'run' exited with 0.")]
    [InlineData(0, false, 0, 0, "No tests ran: 'run' exited with 0")]
    [InlineData(0, false, null, null, "No tests ran: 'run' exited with 0")]
    [InlineData(1, false, null, null, "")]
    [InlineData(1, false, 3, 1, "")]
    [InlineData(0, true, null, null, "")]
    public void CheckTests_Result_IsDoubtedOnlyWhenItClaimsSuccess(int exitCode, bool timedOut, int? passed, int? failed, string problem)
    {
        var result = new CommandResult(exitCode, "", timedOut, false, TimeSpan.Zero);

        var problems = EvidencePolicy.CheckTests(Manifest, result, passed is { } p ? new TestCounts(p, failed!.Value) : null).ToList();

        problems.Count.ShouldBe(problem.Length == 0 ? 0 : 1);
        problems.ShouldAllBe(found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void CheckTests_NoTestCommand_IsAProblemWhateverRan() =>
        EvidencePolicy.CheckTests(Manifest with { Test = null }, null, null)
            .ShouldHaveSingleItem()
            .ShouldStartWith("There is no test command.");

    [Fact]
    public void CheckTests_KilledByALimit_NamesTheLimitOnly()
    {
        var result = new CommandResult(0, "9 passed, 0 failed", false, false, TimeSpan.Zero, "the memory limit");

        EvidencePolicy.CheckTests(Manifest, result, null).ShouldBe(["The test was killed by the memory limit."]);
    }

    [Theory]
    [InlineData("", false, null)]
    [InlineData("1 passed, 0 failed", false, null)]
    [InlineData("1 passed, 0 failed", true, "That 1 tests passed is only what the product's own 'run' reports (r.xml): no test runner")]
    [InlineData("2 passed, 0 failed", false, "'run' printed 2 passed, 0 failed, but its report (r.xml) has 1 passed, 0 failed.")]
    public void CheckReport_Report_IsDoubtedWhereTheProductWroteItOrPrintedAnother(string output, bool isOwn, string? remark)
    {
        var result = new CommandResult(0, output, false, false, TimeSpan.Zero);
        var run = new TestRun(result, new TestReport(new TestCounts(1, 0), "r.xml", isOwn));

        var remarks = EvidencePolicy.CheckReport(Manifest, run).ToList();

        remarks.Count.ShouldBe(remark is null ? 0 : 1);
        remarks.ShouldAllBe(found => found.StartsWith(remark!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, 20_000, 5, 5, 0)]
    [InlineData(401, 20_000, 5, 5, 1)]
    [InlineData(400, 20_001, 5, 5, 1)]
    [InlineData(400, 20_000, 5, 4, 1)]
    [InlineData(0, 0, 0, 9, 0)]
    [InlineData(401, 20_001, 1, 0, 3)]
    public void CheckChange_Size_IsAcceptedUpToTheLimits(int files, int lines, int before, int after, int problems) =>
        EvidencePolicy.CheckChange(files, lines, before, after).Count().ShouldBe(problems);

    [Theory]
    [InlineData("tests/a.txt", true)]
    [InlineData("src/__tests__/a.js", true)]
    [InlineData("SPEC/a.rb", true)]
    [InlineData("src/a.test.ts", true)]
    [InlineData("src/a.spec.js", true)]
    [InlineData("test_a.py", true)]
    [InlineData("a_test.go", true)]
    [InlineData("src/CalculatorTests.cs", true)]
    [InlineData("src/CalculatorTest.cs", true)]
    [InlineData("src/Tests.cs", true)]
    [InlineData("src/test.cs", true)]
    [InlineData("src/Latest.cs", false)]
    [InlineData("src/Contests.cs", false)]
    [InlineData("src/latest/a.cs", false)]
    [InlineData("src/testing.py", false)]
    [InlineData("tests", false)]
    [InlineData("", false)]
    public void IsTestFile_Path_FollowsAConvention(string path, bool expected) => EvidencePolicy.IsTestFile(path).ShouldBe(expected);
}
