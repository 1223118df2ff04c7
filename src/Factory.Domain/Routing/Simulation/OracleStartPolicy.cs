using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>Knows the acceptance table, though not a task's difficulty or luck: starts where the whole climb costs least.</summary>
internal sealed class OracleStartPolicy(Workload workload) : IStartTierPolicy
{
    private readonly Dictionary<(string, Phase, int, ModelRef), ModelDefinition> _known = [];

    /// <summary>The stretch that the replay is in.</summary>
    public Phase Phase { get; set; } = null!;

    public StartChoice Choose(StartTierRequest question)
    {
        var key = (question.Task.Spec.Kind, Phase, question.Ladder.Count, question.Ladder[0].Ref);
        if (!_known.TryGetValue(key, out var best))
        {
            _known[key] = best = question.Ladder[Enumerable.Range(0, question.Ladder.Count).MinBy(start => Burden(question, start))];
        }

        return new StartChoice(best, false, null);
    }

    private double Burden(StartTierRequest question, int start)
    {
        var kind = workload.Kinds.First(k => k.Kind == question.Task.Spec.Kind);
        var all = kind.Difficulty.Values.Sum();
        return kind.Difficulty.Sum(difficulty => difficulty.Value / all * EscalationPath.From(
            question.Ladder,
            start,
            question.Tries,
            (at, _) => Phase.Acceptance(kind.Kind, difficulty.Key, question.Ladder[at].Ref),
            (at, _) => Cost(question.Prices[at], kind, difficulty.Key, question.Ladder[at])).Burden(question.Options.FailureCost));
    }

    private double Cost(double price, WorkloadKind kind, string difficulty, ModelDefinition model)
    {
        var accepted = Phase.Acceptance(kind.Kind, difficulty, model.Ref);
        var size = accepted + ((1 - accepted) * Phase.FailureSize(model.Ref));
        return (price * size) + (kind.Reviewed ? (double)workload.ReviewUsd : 0);
    }
}
