using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>The cost pyramid for one task: the minimum tier, and the order of the models.</summary>
/// <param name="task">A ready task.</param>
/// <param name="agent">The agent.</param>
/// <param name="config">Tiers, typical usage and prices.</param>
/// <param name="failures">Failures of providers, which do not raise the tier.</param>
public sealed class CostPyramid(TaskView task, AgentDefinition agent, FactoryConfig config, ProviderFailureHistory failures)
{
    /// <summary>
    /// Failed attempts, rejections and merge conflicts since the task was opened or retried, without failures of
    /// providers.
    /// </summary>
    public int Setbacks { get; } = task.Setbacks - failures.Count;

    /// <summary>
    /// The minimum tier: the higher one of the kind's and the agent's, a tier higher for every setback, and at least a
    /// tier above the model of the last attempt that was not good enough. It is not carried over to the next task.
    /// </summary>
    public ModelTier MinTier { get; } = MinTierOf(task, agent, config, task.Setbacks - failures.Count);

    /// <summary>
    /// Sorts candidates, best first: at least the minimum tier, quota left, a provider that has not failed; then the
    /// tier closest to the minimum; then models that have not failed at this task, the agent's preferred ones, and the
    /// cheapest; among those of equal price the ones whose results were accepted more often.
    /// </summary>
    /// <param name="candidates">The models that could do the task now.</param>
    /// <param name="acceptance">Estimates from records; null to leave them out.</param>
    public List<ModelCandidate> Rank(IEnumerable<ModelCandidate> candidates, AcceptanceModel? acceptance = null)
    {
        var minTier = MinTier;
        var usage = config.Policy.KindOf(task.Spec.Kind).TypicalUsage;
        // After a setback the tier ranks before the preferences again: an agent's file must not undo an escalation.
        var preferredFirst = config.Policy.Routing.Preferences == ModelPreferences.First && Setbacks == 0;
        var failed = Setbacks > 0 ? task.Attempts.Where(OutcomeRules.IsSetback).Select(a => a.Model).ToHashSet() : [];
        return
        [
            .. candidates
                // False sorts first. Nothing is removed: a model that is worse than required still beats a task that
                // waits for one that nobody has configured.
                .OrderBy(c => c.Model.Tier < minTier)
                .ThenBy(c => !c.HasQuotaFor(usage))
                .ThenBy(c => failures.IsAvoided(c.Provider.Name))
                .ThenBy(c => preferredFirst ? PreferenceRank(c.Model.Ref) : 0)
                .ThenBy(c => Math.Abs((int)c.Model.Tier - (int)minTier))
                .ThenBy(c => failed.Contains(c.Model.Ref))
                .ThenBy(c => PreferenceRank(c.Model.Ref))
                .ThenBy(c => c.EstimatedCost.Amount)
                .ThenByDescending(c => AcceptanceOf(c.Model, acceptance))
                // By name at last: the same candidates give the same choice, whatever order they came in.
                .ThenBy(c => c.Model.Ref.Provider, StringComparer.Ordinal)
                .ThenBy(c => c.Model.Ref.Model, StringComparer.Ordinal),
        ];
    }

    // First by attempts that came after a setback as this one does, or did not; then by the others: a model that fails
    // at the one will hardly do well at the other.
    private (double Same, double Other) AcceptanceOf(ModelDefinition model, AcceptanceModel? acceptance) => acceptance is null
        ? default
        : (acceptance.Estimate(model, Setbacks > 0).Mean, acceptance.Estimate(model, Setbacks == 0).Mean);

    private static ModelTier MinTierOf(TaskView task, AgentDefinition agent, FactoryConfig config, int setbacks)
    {
        var tier = Math.Max((int)config.Policy.KindOf(task.Spec.Kind).Tier, (int)agent.Tier) + setbacks;
        // The learned starting tier, or a lack of others, may have put the failed model above the minimum tier: one more tier
        // than the minimum could be the same model again. Without setbacks since the operator's retry, older attempts
        // do not count.
        if (setbacks > 0
            && task.Attempts.LastOrDefault(OutcomeRules.IsSetback) is { } attempt
            && config.Catalogue.Find(attempt.Model) is { } last)
        {
            tier = Math.Max(tier, (int)last.Tier + 1);
        }

        return (ModelTier)Math.Min((int)ModelTier.Premium, tier);
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
