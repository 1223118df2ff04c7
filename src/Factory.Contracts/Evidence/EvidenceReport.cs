namespace Factory.Contracts.Evidence;

/// <summary>Results of the commands that the factory itself ran on a commit, before a model reviewed it.</summary>
/// <param name="Commit">The commit, on a fresh checkout.</param>
/// <param name="Commands">The commands, in order.</param>
/// <param name="Problems">Violated rules besides failed commands: no tests ran, the diff is too large, …; empty for
/// none.</param>
/// <param name="Warnings">What shows that the change may have weakened the tests by which it is judged, for example that
/// the earlier tests fail on it. The reviewer must answer it, and the operator approves the merge. Null for none.</param>
/// <param name="Remarks">What the commands do not prove, for example a number of tests that was only printed. The
/// reviewer must answer it, and the operator sees it. Null for none.</param>
[GenerateSerializer, Immutable, Alias("EvidenceReport")]
public sealed record EvidenceReport(
    [property: Id(0)] string Commit,
    [property: Id(1)] IReadOnlyList<CommandEvidence> Commands,
    [property: Id(2)] IReadOnlyList<string> Problems,
    [property: Id(3)] IReadOnlyList<string>? Warnings = null,
    [property: Id(4)] IReadOnlyList<string>? Remarks = null)
{
    /// <summary>True when every command ended with 0 in time and no rule is violated.</summary>
    public bool Passed() => Problems.Count == 0 && Commands.All(c => c.ExitCode == 0 && !c.TimedOut);
}

/// <summary>One command that the factory ran.</summary>
/// <param name="Id"><c>e1</c>, <c>e2</c>, …: the id that a reviewer cites.</param>
/// <param name="Name"><c>build</c>, <c>test</c>, …</param>
/// <param name="Command">The command line.</param>
/// <param name="ExitCode">Its exit code; -1 when it was killed.</param>
/// <param name="TimedOut">True when the time limit killed it.</param>
/// <param name="DurationSeconds">Wall-clock duration.</param>
/// <param name="OutputTail">The last part of its output.</param>
/// <param name="TestsPassed">Number in the report of the test runner, else in its summary line; null when there is
/// neither.</param>
/// <param name="TestsFailed">Number in the report of the test runner, else in its summary line; null when there is
/// neither.</param>
/// <param name="TestReport">The report: a file relative to the product, and how many others; null when there is
/// none.</param>
[GenerateSerializer, Immutable, Alias("CommandEvidence")]
public sealed record CommandEvidence(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Command,
    [property: Id(3)] int ExitCode,
    [property: Id(4)] bool TimedOut,
    [property: Id(5)] double DurationSeconds,
    [property: Id(6)] string OutputTail,
    [property: Id(7)] int? TestsPassed = null,
    [property: Id(8)] int? TestsFailed = null,
    [property: Id(9)] string? TestReport = null);
