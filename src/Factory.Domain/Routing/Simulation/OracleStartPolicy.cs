using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>Knows the acceptance table, though not a task's difficulty or luck: starts where the whole escalation path costs least.</summary>
internal sealed class OracleStartPolicy(Workload workload) : IStartTierPolicy
{
    private readonly Dictionary<(string, Phase, int, ModelRef), ModelDefinition> _best = [];

    /// <summary>The stretch that the replay is in.</summary>
    public Phase Phase { get; set; } = null!;

    public StartTierDecision Choose(StartTierRequest request)
    {
        var key = (request.Task.Spec.Kind, Phase, request.RankedModels.Count, request.RankedModels[0].Ref);
        if (!_best.TryGetValue(key, out var best))
        {
            _best[key] = best = request.RankedModels[Enumerable.Range(0, request.RankedModels.Count).MinBy(start => TotalCost(request, start))];
        }

        return new StartTierDecision(best, false, null);
    }

    private double TotalCost(StartTierRequest question, int start)
    {
        var kind = workload.Kinds.First(k => k.Kind == question.Task.Spec.Kind);
        var all = kind.Difficulty.Values.Sum();
        return kind.Difficulty.Sum(difficulty => difficulty.Value / all * EscalationPath.Evaluate(
            question.RankedModels,
            start,
            question.MaxAttempts,
            (at, _) => Phase.Acceptance(kind.Kind, difficulty.Key, question.RankedModels[at].Ref),
            (at, _) => Cost(question.AttemptCosts[at], kind, difficulty.Key, question.RankedModels[at])).TotalCost(question.Config.FailureCost));
    }

    private double Cost(double price, WorkloadKind kind, string difficulty, ModelDefinition model)
    {
        var accepted = Phase.Acceptance(kind.Kind, difficulty, model.Ref);
        var size = accepted + ((1 - accepted) * Phase.FailureCostRatio(model.Ref));
        return (price * size) + (kind.Reviewed ? (double)workload.ReviewUsd : 0);
    }
}
