namespace Factory.Domain.Routing.Simulation;

/// <summary>What replaying a workload through routing policies came to. Money and acceptance are means over the replays.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Seeds">Replays.</param>
/// <param name="Tasks">Tasks in each.</param>
/// <param name="Policies">One entry for each policy.</param>
/// <param name="Oracle">The same for a policy that knows the acceptance table: the least that could have been.</param>
public sealed record SimulationReport(string Workload, string Description, int Seeds, int Tasks, IReadOnlyList<PolicyResult> Policies, PolicyResult Oracle);

/// <summary>What a policy came to.</summary>
/// <param name="Name"><c>always-premium</c>, <c>static-pyramid</c>, <c>learned</c> or <c>oracle</c>.</param>
/// <param name="CostUsd">Money for all attempts, failed ones too, and their reviews, in one replay.</param>
/// <param name="Acceptance">The part of the tasks that was accepted in the end.</param>
/// <param name="Regret">US dollars that it lost against the oracle in one replay, a task that is not accepted taken at the failure cost.</param>
/// <param name="CostPerAcceptedUsd">Money for each accepted task.</param>
/// <param name="AttemptsPerTask">Attempts for each task.</param>
/// <param name="Replays">Cost and acceptance of each replay, in the order of the seeds.</param>
public sealed record PolicyResult(string Name, decimal CostUsd, double Acceptance, decimal Regret, decimal CostPerAcceptedUsd, double AttemptsPerTask, IReadOnlyList<ReplayResult> Replays);

/// <summary>What one replay came to.</summary>
/// <param name="CostUsd">Money.</param>
/// <param name="Acceptance">The part of the tasks that was accepted.</param>
public sealed record ReplayResult(decimal CostUsd, double Acceptance);
