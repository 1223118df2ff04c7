namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Results of replaying a workload with several routing policies. Costs and acceptance are means over the replays.
/// </summary>
/// <param name="Workload">Its name.</param>
/// <param name="Description">Its description.</param>
/// <param name="Seeds">Number of replays.</param>
/// <param name="Tasks">Number of tasks in each.</param>
/// <param name="Policies">One result for each policy.</param>
/// <param name="Oracle">The result of a policy that uses the acceptance table: a lower bound of the cost.</param>
public sealed record SimulationReport(
    string Workload,
    string Description,
    int Seeds,
    int Tasks,
    IReadOnlyList<PolicyResult> Policies,
    PolicyResult Oracle);

/// <summary>Result of a policy.</summary>
/// <param name="Name"><c>always-premium</c>, <c>static-pyramid</c>, <c>learned</c> or <c>oracle</c>.</param>
/// <param name="CostUsd">Cost of all attempts, failed ones included, and their reviews, per replay.</param>
/// <param name="Acceptance">Share of the tasks that were accepted in the end.</param>
/// <param name="Regret">Cost in excess of the oracle's per replay, in US dollars; a task that is not accepted counts
/// with the failure cost.</param>
/// <param name="CostPerAcceptedUsd">Cost per accepted task.</param>
/// <param name="AttemptsPerTask">Attempts per task.</param>
/// <param name="Replays">Results of the replays, in the order of their seeds.</param>
public sealed record PolicyResult(
    string Name,
    decimal CostUsd,
    double Acceptance,
    decimal Regret,
    decimal CostPerAcceptedUsd,
    double AttemptsPerTask,
    IReadOnlyList<ReplayResult> Replays);

/// <summary>Result of one replay.</summary>
/// <param name="CostUsd">Cost of all attempts and reviews.</param>
/// <param name="Acceptance">Share of the tasks that were accepted.</param>
public sealed record ReplayResult(decimal CostUsd, double Acceptance);
