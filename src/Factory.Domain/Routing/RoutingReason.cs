using System.Globalization;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Kev;

namespace Factory.Domain.Routing;

/// <summary>Formats the reason of a choice, one line for the operator.</summary>
internal static class RoutingReason
{
    /// <summary>
    /// The reason, for example "chose cerebras/gpt-oss-120b for research by Scout: free tier, 41 % of quota left, 17 of
    /// 18 accepted; the cheapest at tier local or above; next: …".
    /// </summary>
    /// <param name="ranked">All models that could be chosen, best first; the first is the choice.</param>
    /// <param name="learned">The reason of the start policy; null when the pyramid chose.</param>
    public static string Format(
        TaskView task,
        AgentDefinition agent,
        IReadOnlyList<ModelCandidate> ranked,
        CostPyramid pyramid,
        ProviderFailureHistory failures,
        RoutingRecords records,
        string? learned)
    {
        var best = ranked[0];
        var raised = pyramid.Setbacks > 0 && !best.Provider.IsFallback
            ? $", raised after {Words.Count(pyramid.Setbacks, "setback")}"
            : "";
        var review = task.Spec.ReviewSubject is { } r
            ? r.AllowSameModel && r.Builder == best.Model.Ref
                ? "; the builder's own model reviews, as the operator allowed"
                : $"; not the builder's {r.Builder}"
            : "";
        var avoided = failures.Avoided.Where(p => p != best.Provider.Name).ToList() is { Count: > 0 } others
            ? $"; {string.Join(" and ", others)} failed before"
            : "";
        var next = ranked.Count > 1 ? $"; next: {ranked[1].Model.Ref}" : "";
        return $"chose {best.Model.Ref} for {task.Spec.Kind} by {agent.Name}: " +
            $"{DescribeCandidate(task.Spec.Kind, agent.Id, best, records)}; " +
            $"{SelectionReason(agent, ranked, pyramid, learned)}{raised}{avoided}{review}{next}";
    }

    /// <summary>Figures of a candidate, for example "free tier, 41 % of quota left, 17 of 18 accepted".</summary>
    public static string DescribeCandidate(string kind, AgentId agent, ModelCandidate candidate, RoutingRecords records)
    {
        var price = candidate.EstimatedCost > Usd.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", about {candidate.EstimatedCost.Amount:0.00##} USD")
            : "";
        var plan = candidate.Provider.Subscription is null ? "" : ", paid by subscription";
        var quota = candidate.Health.QuotaRemaining is { } left
            // Rounded down: 100 % must mean that nothing was used.
            ? string.Create(CultureInfo.InvariantCulture, $", {Math.Floor(left * 100):0} % of quota left")
            : "";
        var known = records.Models.Where(m => m.Kind == kind && m.Agent == agent && m.Model == candidate.Model.Ref).ToList();
        var record = known.Count > 0 ? $", {known.Sum(m => m.Accepted)} of {known.Sum(m => m.Attempts)} accepted" : "";
        return $"{TierName(candidate.Model.Tier)} tier{price}{plan}{quota}{record}";
    }

    private static string SelectionReason(AgentDefinition agent, IReadOnlyList<ModelCandidate> ranked, CostPyramid pyramid, string? learned)
    {
        var best = ranked[0];
        return best.Provider.IsFallback ? "rehearsal"
            : best.Model.Tier < pyramid.MinTier ? $"nothing at tier {TierName(pyramid.MinTier)} is available, this is the best available"
            : learned is not null ? $"experience {learned}"
            : agent.Models.Contains(best.Model.Ref)
                && ranked.Skip(1).Any(c => c.EstimatedCost < best.EstimatedCost && c.Model.Tier >= pyramid.MinTier)
                    ? $"{agent.Name} prefers it"
            : $"the cheapest at tier {TierName(pyramid.MinTier)} or above";
    }

    private static string TierName(ModelTier tier) => tier.ToString().ToLowerInvariant();
}
