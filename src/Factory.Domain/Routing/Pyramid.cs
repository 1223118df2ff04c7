using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;

namespace Factory.Domain.Routing;

/// <summary>The cost pyramid for one task: from which tier on, and which model first.</summary>
/// <param name="task">A ready task.</param>
/// <param name="agent">Who works.</param>
/// <param name="config">Tiers, sizes and prices.</param>
/// <param name="trouble">Failures of providers, which raise nothing.</param>
public sealed class Pyramid(TaskView task, AgentDefinition agent, FactoryConfig config, ProviderFailureHistory trouble)
{
    /// <summary>Failed attempts, and reviews and conflicts that sent the task back, since it was opened or retried.</summary>
    public int Setbacks { get; } = task.Setbacks - trouble.Count;

    /// <summary>
    /// The lowest tier that is good enough: the kind's or the agent's, a tier up for every setback, and a tier above the model of the last
    /// attempt that was not good enough. The next task starts low again.
    /// </summary>
    public ModelTier MinTier { get; } = MinTierOf(task, agent, config, task.Setbacks - trouble.Count);

    /// <summary>
    /// Best first: good enough, with quota left, at a provider that gave no trouble; then the lowest tier, where nothing is good enough the
    /// highest; of equals one that has not failed at this task, one that the agent prefers, the cheapest.
    /// </summary>
    public List<ModelCandidate> Rank(IEnumerable<ModelCandidate> candidates)
    {
        var floor = MinTier;
        var size = config.Policy.KindOf(task.Spec.Kind).TypicalUsage;
        var preferredFirst = config.Policy.Routing.Preferences == ModelPreferences.First && Setbacks == 0;
        var failed = Setbacks > 0 ? task.Attempts.Where(OutcomeRules.IsSetback).Select(a => a.Model).ToHashSet() : [];
        return
        [
            .. candidates
                .OrderBy(c => c.Model.Tier < floor)
                .ThenBy(c => !c.HasQuotaFor(size))
                .ThenBy(c => trouble.IsAvoided(c.Provider.Name))
                .ThenBy(c => preferredFirst ? PreferenceRank(c.Model.Ref) : 0)
                .ThenBy(c => Math.Abs((int)c.Model.Tier - (int)floor))
                .ThenBy(c => failed.Contains(c.Model.Ref))
                .ThenBy(c => PreferenceRank(c.Model.Ref))
                .ThenBy(c => c.EstimatedCost.Amount)
                .ThenBy(c => c.Model.Ref.Provider, StringComparer.Ordinal)
                .ThenBy(c => c.Model.Ref.Model, StringComparer.Ordinal),
        ];
    }

    private static ModelTier MinTierOf(TaskView task, AgentDefinition agent, FactoryConfig config, int setbacks)
    {
        var floor = Math.Max((int)config.Policy.KindOf(task.Spec.Kind).Tier, (int)agent.Tier) + setbacks;
        if (setbacks > 0 && task.Attempts.LastOrDefault(OutcomeRules.IsSetback) is { } tried && config.Catalogue.Find(tried.Model) is { } last)
        {
            floor = Math.Max(floor, (int)last.Tier + 1);
        }

        return (ModelTier)Math.Min((int)ModelTier.Premium, floor);
    }

    private int PreferenceRank(ModelRef model)
    {
        for (var i = 0; i < agent.Models.Count; i++)
        {
            if (agent.Models[i] == model)
            {
                return i;
            }
        }

        return int.MaxValue;
    }
}
