using Factory.Contracts.Metering;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing;

/// <summary>
/// Lists every model of the catalogue for a kind of task, with its figures and the reason why it cannot be chosen.
/// </summary>
internal sealed class CandidateTable(
    TaskView task,
    AgentDefinition agent,
    FactoryConfig config,
    IReadOnlyList<ProviderAvailability> providers,
    IReadOnlyList<ActiveTask> active,
    RoutingKnowledge knowledge)
{
    private readonly AcceptanceModel _acceptance = new(knowledge.Records, task.Spec.Kind, agent.Id, config.Policy.Routing.HalfLife);
    private readonly KindPolicy _policy = config.Policy.KindOf(task.Spec.Kind);

    /// <summary>The ranked models first, in their order, then the others.</summary>
    public IReadOnlyList<RoutingCandidate> Rows(IReadOnlyList<ModelDefinition> rankedModels)
    {
        var all = providers.SelectMany(p => p.Provider.Models.Select(m => (Availability: p, Model: m))).ToList();
        return
        [
            .. rankedModels.Select(m => Row(all.First(c => c.Model.Ref == m.Ref).Availability, m, rankedModels)),
            .. all.Where(c => !rankedModels.Any(m => m.Ref == c.Model.Ref))
                .OrderBy(c => c.Model.Tier)
                .ThenBy(c => _policy.TypicalUsage.CostWith(c.Model).Amount)
                .Select(c => Row(c.Availability, c.Model, rankedModels)),
        ];
    }

    private RoutingCandidate Row(ProviderAvailability availability, ModelDefinition model, IReadOnlyList<ModelDefinition> rankedModels)
    {
        var health = knowledge.Health.Get(availability.Provider.Name, model.Ref.Model);
        var records = knowledge.Records.Models.Where(r => r.Kind == task.Spec.Kind && r.Agent == agent.Id && r.Model == model.Ref).ToList();
        // RoutingPolicy moves a learned choice to the front, but EscalationPath looks for a model of the same tier only
        // behind the current one.
        var byTier = rankedModels.OrderBy(m => m.Tier).ToList();
        return new RoutingCandidate(
            model.Ref,
            model.Tier,
            _policy.TypicalUsage.CostWith(model),
            health.QuotaRemaining,
            records.Sum(r => r.Attempts),
            records.Sum(r => r.Accepted),
            Math.Round(_acceptance.Estimate(model, isAfterSetback: false).Mean, 3),
            byTier.FindIndex(m => m.Ref == model.Ref) is >= 0 and var at ? CostPerAccepted(byTier, at) : null,
            ExclusionReasonOf(availability, model, health));
    }

    private Usd CostPerAccepted(List<ModelDefinition> rankedModels, int start)
    {
        var review = task.Spec.RequiresReview ? (double)RoutingPolicy.EstimateReviewCost(config, rankedModels).Amount : 0;
        var path = EscalationPath.Evaluate(
            rankedModels,
            start,
            task.Spec.RequiresReview ? task.Spec.MaxRounds : task.Spec.MaxAttempts,
            (at, isAfterSetback) => _acceptance.Estimate(rankedModels[at], isAfterSetback).Mean,
            (at, isAfterSetback) =>
                (AttemptCost(rankedModels[at]) * _acceptance.Estimate(rankedModels[at], isAfterSetback).CostRatio) + review);
        return new Usd(Math.Round((decimal)path.CostPerAccepted, 4));
    }

    // As RoutingPolicy counts it: a subscription is paid for already.
    private double AttemptCost(ModelDefinition model) =>
        providers.First(p => p.Provider.Name == model.Ref.Provider).Provider.Subscription is null
            ? (double)_policy.TypicalUsage.CostWith(model).Amount
            : 0;

    private string? ExclusionReasonOf(ProviderAvailability availability, ModelDefinition model, ProviderHealth health)
    {
        var missing = _policy.Capabilities.Where(c => !model.Capabilities.Contains(c)).ToList();
        // What the model cannot do comes first: a key, which would make its provider available, would not help.
        return missing.Count > 0 ? $"cannot do {string.Join(", ", missing)}"
            : !availability.IsAvailable ? availability.Reason
            : !health.AcceptsCalls ? $"unavailable: {health.UnavailableReason ?? "no reason given"}"
            : active.Count(w => w.Model.Provider == model.Ref.Provider) >= availability.Provider.MaxConcurrentAttempts
                ? $"{model.Ref.Provider} is at its limit of {Words.Count(availability.Provider.MaxConcurrentAttempts, "attempt")} at once"
            : null;
    }
}
