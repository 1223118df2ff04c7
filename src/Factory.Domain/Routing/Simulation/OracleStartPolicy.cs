using Factory.Domain.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Uses the workload's acceptance table, but not a task's difficulty or chance: the best that any policy can achieve on
/// average.
/// </summary>
internal sealed class OracleStartPolicy(Workload workload) : IStartTierPolicy
{
    private readonly Dictionary<(string, Phase, string), ModelDefinition> _best = [];

    /// <summary>The phase that the replay is in.</summary>
    public Phase Phase { get; set; } = null!;

    public StartTierDecision Choose(StartTierRequest request)
    {
        // Evaluating every path for every task would dominate the replay. Within a phase, lists of a kind differ only
        // by used-up quotas.
        var key = (request.Task.Spec.Kind, Phase, string.Join(' ', request.RankedModels.Select(m => m.Ref)));
        if (!_best.TryGetValue(key, out var best))
        {
            _best[key] = best = request.RankedModels[Enumerable.Range(0, request.RankedModels.Count)
                .MinBy(start => TotalCost(request, start))];
        }

        return new StartTierDecision(best, false, null);
    }

    private double TotalCost(StartTierRequest request, int start)
    {
        var kind = workload.Kinds.First(k => k.Kind == request.Task.Spec.Kind);
        var all = kind.Difficulty.Values.Sum();
        return kind.Difficulty.Sum(difficulty => difficulty.Value / all * EscalationPath.Evaluate(
            request.RankedModels,
            start,
            request.MaxAttempts,
            (at, _) => Phase.Acceptance(kind.Kind, difficulty.Key, request.RankedModels[at].Ref),
            (at, _) => Cost(request.AttemptCosts[at], kind, difficulty.Key, request.RankedModels[at]))
                .TotalCost(request.Config.FailureCost));
    }

    private double Cost(double price, WorkloadKind kind, string difficulty, ModelDefinition model)
    {
        var accepted = Phase.Acceptance(kind.Kind, difficulty, model.Ref);
        var size = accepted + ((1 - accepted) * Phase.FailureCostRatio(model.Ref));
        return (price * size) + (kind.Reviewed ? (double)workload.ReviewUsd : 0);
    }
}
