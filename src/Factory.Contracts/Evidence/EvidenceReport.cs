namespace Factory.Contracts.Evidence;

/// <summary>What the factory itself ran on a commit, before any model judged it.</summary>
/// <param name="Commit">The commit that was checked out fresh.</param>
/// <param name="Commands">What ran, in order.</param>
/// <param name="Problems">Rules that do not hold whatever the commands said: no tests ran, the diff is too large, …; empty when all is well.</param>
[GenerateSerializer, Immutable, Alias("EvidenceReport")]
public sealed record EvidenceReport(
    [property: Id(0)] string Commit,
    [property: Id(1)] IReadOnlyList<CommandEvidence> Commands,
    [property: Id(2)] IReadOnlyList<string> Problems)
{
    /// <summary>True when every command ended with 0 in time and no rule is broken.</summary>
    public bool Passed() => Problems.Count == 0 && Commands.All(c => c.ExitCode == 0 && !c.TimedOut);
}

/// <summary>One command that the factory ran.</summary>
/// <param name="Id"><c>e1</c>, <c>e2</c>, …: what a reviewer cites.</param>
/// <param name="Name"><c>build</c>, <c>test</c>, …</param>
/// <param name="Command">The command line.</param>
/// <param name="ExitCode">Its exit code; -1 when it was killed.</param>
/// <param name="TimedOut">True when the time limit killed it.</param>
/// <param name="DurationSeconds">Wall clock.</param>
/// <param name="OutputTail">The last part of what it printed.</param>
/// <param name="TestsPassed">As the runner's closing line says; null when there is none.</param>
/// <param name="TestsFailed">As the runner's closing line says; null when there is none.</param>
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
    [property: Id(8)] int? TestsFailed = null);
