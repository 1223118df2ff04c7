using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

public sealed class TestCountsTests
{
    [Theory]
    [InlineData("12 passed, 0 failed", 12, 0)]
    [InlineData("3 passed, 1 failed\n4 passed, 0 failed\n", 4, 0)]
    [InlineData(
        "Passed!  - Failed:     0, Passed:     5, Skipped:     0, Total:     5\nFailed!  - Failed:     1, Passed:     2, Skipped: 0",
        7,
        1)]
    [InlineData("Test summary: total: 9, failed: 2, succeeded: 7, skipped: 0, duration: 1.2s", 7, 2)]
    [InlineData("===== 2 failed, 7 passed in 0.12s =====", 7, 2)]
    [InlineData("===== 7 passed, 1 warning in 0.12s =====", 7, 0)]
    [InlineData("# tests 4\n# pass 3\n# fail 1\n# cancelled 0", 3, 1)]
    [InlineData("ℹ tests 4\nℹ pass 4\nℹ fail 0", 4, 0)]
    [InlineData("Tests:       1 failed, 5 passed, 6 total", 5, 1)]
    [InlineData("\u001b[32m      Tests  5 passed (5)\u001b[0m", 5, 0)]
    [InlineData("test result: ok. 8 passed; 0 failed; 0 ignored", 8, 0)]
    [InlineData("Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=1)", 3, 2)]
    [InlineData("1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c", 2, 1)]
    [InlineData("===== 3 failed in 0.12s =====", 0, 3)]
    [InlineData("Tests:       2 failed, 2 total", 0, 2)]
    [InlineData("      Tests  1 failed | 2 skipped | 5 passed (8)", 5, 1)]
    [InlineData("Ran 1 test in 0.001s\n\nFAILED (errors=1)", 0, 1)]
    [InlineData("Ran 1 test in 0.001s\n\nFAILED (failures=5)", 0, 5)]
    [InlineData("test result: FAILED. 8 passed; 2 failed;\n12 passed, 0 failed", 12, 0)]
    [InlineData("12 passed, 0 failed\ntest result: FAILED. 8 passed; 2 failed;", 8, 2)]
    [InlineData("12 PASSED, 3 FAILED\r\n", 12, 3)]
    public void Parse_KnownRunner_ReturnsTheCounts(string output, int passed, int failed) =>
        TestCounts.Parse(output).ShouldBe(new TestCounts(passed, failed));

    [Theory]
    [InlineData("")]
    [InlineData("All is well!")]
    [InlineData("okay 12 passed the river")]
    [InlineData("9999999999 passed, 0 failed")]
    [InlineData("-1 passed, 0 failed")]
    [InlineData("١٢ passed, ٠ failed")]
    [InlineData("# pass 3")]
    [InlineData("1.5 passed, 0 failed")]
    public void Parse_UnknownOutput_ReturnsNull(string output) => TestCounts.Parse(output).ShouldBeNull();

    // An agent writes what prints these: a sum above what an int holds must not end the collection of evidence.
    [Theory]
    [InlineData("Failed: 999999999, Passed: 999999999\n", 4)]
    [InlineData("Failed: 0, Passed: 999999999\n", 3)]
    public void Parse_SumOfProjectsAboveAnInt_IsTheGreatestNumber(string line, int projects)
    {
        var counts = TestCounts.Parse(string.Concat(Enumerable.Repeat(line, projects))).ShouldNotBeNull();

        counts.Passed.ShouldBe(TestCounts.Max);
        counts.Failed.ShouldBeOneOf(0, TestCounts.Max);
    }
}
