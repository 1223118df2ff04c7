using Factory.Contracts.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Replays a workload with the product's own routing: always premium, the static pyramid, and the pyramid with
/// learning.
/// </summary>
public static class Simulator
{
    private static readonly RoutingConfig Static = RoutingConfig.Default with { IsLearningEnabled = false };

    /// <summary>Replays a workload with every seed.</summary>
    /// <param name="workload">A workload for which <see cref="WorkloadRules.Validate"/> returned no errors.</param>
    public static SimulationReport Run(Workload workload)
    {
        var oracle = RunReplays(workload, Static, null, new OracleStartPolicy(workload));
        return new SimulationReport(
            workload.Name,
            workload.Description,
            workload.Seeds,
            workload.Tasks,
            [
                Summarize("always-premium", workload, RunReplays(workload, Static, workload.Models.Max(m => m.Tier), null), oracle),
                Summarize("static-pyramid", workload, RunReplays(workload, Static, null, null), oracle),
                Summarize("learned", workload, RunReplays(workload, RoutingConfig.Default, null, null), oracle),
            ],
            Summarize("oracle", workload, oracle, oracle));
    }

    private static List<(decimal Spent, int Accepted, int Attempts)> RunReplays(
        Workload workload,
        RoutingConfig routing,
        ModelTier? minTier,
        OracleStartPolicy? oracle)
    {
        var phases = workload.Changes.Select(c => c.After)
            .Append(0)
            .Distinct()
            .Order()
            .Select(after => new Phase(workload, after, routing, minTier))
            .ToList();
        return [.. Enumerable.Range(1, workload.Seeds).Select(seed => new WorkloadReplay(workload, phases, seed, oracle).Run())];
    }

    private static PolicyResult Summarize(
        string name,
        Workload workload,
        List<(decimal Spent, int Accepted, int Attempts)> replays,
        List<(decimal Spent, int Accepted, int Attempts)> oracle)
    {
        var tasks = workload.Tasks * replays.Count;
        var spent = replays.Sum(r => r.Spent);
        var accepted = replays.Sum(r => r.Accepted);
        return new PolicyResult(
            name,
            Math.Round(spent / replays.Count, 2),
            Math.Round(accepted / (double)tasks, 4),
            Math.Round((TotalCost(workload, replays) - TotalCost(workload, oracle)) / replays.Count, 2),
            accepted == 0 ? 0 : Math.Round(spent / accepted, 4),
            Math.Round(replays.Sum(r => r.Attempts) / (double)tasks, 3),
            [.. replays.Select(r => new ReplayResult(Math.Round(r.Spent, 2), Math.Round(r.Accepted / (double)workload.Tasks, 4)))]);
    }

    // One failure cost for all policies: with different ones their regret could not be compared.
    private static decimal TotalCost(Workload workload, List<(decimal Spent, int Accepted, int Attempts)> replays) =>
        replays.Sum(r => r.Spent + ((workload.Tasks - r.Accepted) * RoutingConfig.Default.FailureCost.Amount));
}
