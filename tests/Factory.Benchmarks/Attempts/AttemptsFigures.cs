namespace Factory.Benchmarks.Attempts;

/// <summary>What <c>attempts</c> measured. The names are those of the JSON object.</summary>
/// <param name="AssignToDoneP50Milliseconds">From the committed start of an attempt whose CLI writes one file to its commit
/// in the product's repository and its committed end, without a sandbox; median.</param>
/// <param name="AssignToDoneSandboxedP50Milliseconds">The same in bubblewrap; null where there is none.</param>
/// <param name="ColdMilliseconds">The first attempt of the silo, without a sandbox.</param>
/// <param name="GitShareMilliseconds">How much of the first figure opening and committing the working copy take, measured
/// without the attempt; median.</param>
/// <param name="FinishedAtOnce">How many of the attempts that were assigned at once reached their commit.</param>
/// <param name="AssignedAtOnce">How many those were.</param>
/// <param name="AtOnceSeconds">How long they took together.</param>
/// <param name="HealthP99Milliseconds">How long <c>GET /api/health</c> took meanwhile, 99th percentile.</param>
internal sealed record AttemptsFigures(
    double AssignToDoneP50Milliseconds,
    double? AssignToDoneSandboxedP50Milliseconds,
    double ColdMilliseconds,
    double GitShareMilliseconds,
    int FinishedAtOnce,
    int AssignedAtOnce,
    double AtOnceSeconds,
    double HealthP99Milliseconds);
