using Factory.Domain.Sandbox;

namespace Factory.Workspaces.Evidence;

/// <summary>The result of a test command.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Report">What a test runner reported; null when it left no report.</param>
internal sealed record TestRun(CommandResult Result, TestReport? Report)
{
    /// <summary>The tests that the output claims; null when no runner is recognised.</summary>
    public TestCounts? Printed { get; } = TestCounts.Parse(Result.Output);

    /// <summary>The tests that ran: those of the report where there is one; null when nothing tells.</summary>
    public TestCounts? Counts => Report?.Counts ?? Printed;
}

/// <summary>The tests in the reports of test runners.</summary>
/// <param name="Counts">The tests.</param>
/// <param name="Source">The first file, relative to the product, and how many others: <c>a.trx and 2 more</c>.</param>
/// <param name="IsOwn">True when no test runner that the factory knows was asked to write it: a script of the product can
/// write any number.</param>
internal sealed record TestReport(TestCounts Counts, string Source, bool IsOwn = false);
