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

/// <summary>Every model of the catalogue for a kind of task: what routing knows of it, and why it cannot be chosen.</summary>
internal sealed class CandidateTable(
    TaskView task, AgentDefinition agent, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IReadOnlyList<ActiveWork> active, RoutingKnowledge knowledge)
{
    private readonly AcceptanceModel _experience = new(knowledge.Records, task.Spec.Kind, agent.Id, config.Policy.Routing.HalfLife);
    private readonly KindPolicy _policy = config.Policy.KindOf(task.Spec.Kind);

    /// <summary>Those on the ladder first, in its order, then the others.</summary>
    public IReadOnlyList<RoutingCandidate> Rows(IReadOnlyList<ModelDefinition> ladder)
    {
        var all = providers.SelectMany(p => p.Provider.Models.Select(m => (Availability: p, Model: m))).ToList();
        return
        [
            .. ladder.Select(m => Row(all.First(c => c.Model.Ref == m.Ref).Availability, m, ladder)),
            .. all.Where(c => !ladder.Any(m => m.Ref == c.Model.Ref)).OrderBy(c => c.Model.Tier).ThenBy(c => _policy.Size.PriceWith(c.Model).Amount).Select(c => Row(c.Availability, c.Model, ladder)),
        ];
    }

    private RoutingCandidate Row(ProviderAvailability availability, ModelDefinition model, IReadOnlyList<ModelDefinition> ladder)
    {
        var standing = knowledge.Standing.Of(availability.Provider.Name, model.Ref.Model);
        var known = knowledge.Records.Models.Where(r => r.Kind == task.Spec.Kind && r.Agent == agent.Id && r.Model == model.Ref).ToList();
        var ranked = ladder.OrderBy(m => m.Tier).ToList();
        return new RoutingCandidate(
            model.Ref,
            model.Tier,
            _policy.Size.PriceWith(model),
            standing.QuotaLeft,
            known.Sum(r => r.Attempts),
            known.Sum(r => r.Accepted),
            Math.Round(_experience.Of(model, isLater: false).Mean, 3),
            ranked.FindIndex(m => m.Ref == model.Ref) is >= 0 and var at ? PerAccepted(ranked, at) : null,
            WhyNot(availability, model, standing));
    }

    private Usd PerAccepted(List<ModelDefinition> ladder, int start)
    {
        var climb = EscalationPath.From(
            ladder,
            start,
            task.Spec.Reviewed ? task.Spec.MaxRounds : task.Spec.MaxAttempts,
            (at, isLater) => _experience.Of(ladder[at], isLater).Mean,
            (at, isLater) => (double)_policy.Size.PriceWith(ladder[at]).Amount * _experience.Of(ladder[at], isLater).Size);
        return new Usd(Math.Round((decimal)climb.PerAccepted, 4));
    }

    private string? WhyNot(ProviderAvailability availability, ModelDefinition model, ProviderHealth standing)
    {
        var missing = _policy.Capabilities.Where(c => !model.Capabilities.Contains(c)).ToList();
        return !availability.IsAvailable ? availability.Reason
            : missing.Count > 0 ? $"cannot do {string.Join(", ", missing)}"
            : !standing.IsOpen ? $"shut: {standing.Reason ?? "no reason given"}"
            : active.Count(w => w.Model.Provider == model.Ref.Provider) >= availability.Provider.Concurrency ? $"{model.Ref.Provider} is at its limit of {availability.Provider.Concurrency} attempts at once"
            : null;
    }
}
