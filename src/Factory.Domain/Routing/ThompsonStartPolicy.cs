using System.Globalization;

namespace Factory.Domain.Routing;

/// <summary>
/// Moves the starting tier by experience: Thompson sampling over beta beliefs of acceptance, judged by what the whole escalation path costs. The
/// pyramid's own start holds until enough is known of it; a start that only a sample likes is an exploration, and those are bounded.
/// Chance comes from the task's id, so that the same question has the same answer.
/// </summary>
public sealed class ThompsonStartPolicy : IStartTierPolicy
{
    /// <value>Attempts of the kind with the pyramid's start before it may be left: 4.</value>
    public const int MinAttempts = 4;

    /// <value>A start is left only for one that is better by this part: 0.05.</value>
    public const double MinGain = 0.05;

    private static readonly StaticStartPolicy StaticPolicy = new();

    /// <inheritdoc/>
    public StartTierDecision Choose(StartTierRequest request)
    {
        var ladder = request.RankedModels;
        var experience = new AcceptanceModel(request.Records, request.Task.Spec.Kind, request.Agent, request.Config.HalfLife);
        var beliefs = ladder.Select(m => (First: experience.Estimate(m, isAfterSetback: false), Later: experience.Estimate(m, isAfterSetback: true))).ToArray();
        if (ladder.Count == 1 || beliefs[0].First.Attempts < MinAttempts)
        {
            return StaticPolicy.Choose(request);
        }

        var review = (double)request.ReviewCost.Amount;
        double Cost(int at, bool isAfterSetback) =>
            (request.AttemptCosts[at] * (isAfterSetback ? beliefs[at].Later : beliefs[at].First).CostRatio) + review;

        EscalationPath Known(int start) => EscalationPath.Evaluate(ladder, start, request.MaxAttempts, (at, isAfterSetback) => (isAfterSetback ? beliefs[at].Later : beliefs[at].First).Mean, Cost);

        var known = Enumerable.Range(0, ladder.Count).Select(Known).ToArray();
        var best = CheapestIndex(known, request.Config);
        return Explore(request, beliefs, known, best, Cost) is { } tried
            ? new StartTierDecision(ladder[tried], true, $"tried to learn, the best known is {ladder[best].Ref}")
            : new StartTierDecision(ladder[best], false, best == 0 ? null : $"starts here, at {Money(known[best].CostPerAccepted)} an accepted task against {Money(known[0].CostPerAccepted)} from {ladder[0].Ref} up");
    }

    private static int? Explore(StartTierRequest question, (AcceptanceEstimate First, AcceptanceEstimate Later)[] beliefs, EscalationPath[] known, int best, Func<int, bool, double> cost)
    {
        if (!question.Records.ForKind(question.Task.Spec.Kind).MayExplore(question.Config.Exploration))
        {
            return null;
        }

        var chance = SeededRandom.FromText(question.Task.Id.Value);
        var drawn = beliefs.Select(b => (First: chance.NextBeta(b.First.Alpha, b.First.Beta), Later: chance.NextBeta(b.Later.Alpha, b.Later.Beta))).ToArray();
        var sampled = CheapestIndex([.. beliefs.Select((_, start) => EscalationPath.Evaluate(question.RankedModels, start, question.MaxAttempts, (at, isAfterSetback) => isAfterSetback ? drawn[at].Later : drawn[at].First, cost))], question.Config);
        var hope = EscalationPath.Evaluate(question.RankedModels, sampled, question.MaxAttempts, (at, isAfterSetback) => isAfterSetback ? beliefs[at].Later.Mean : beliefs[at].First.UpperBound, cost);
        return sampled != best && hope.TotalCost(question.Config.FailureCost) < known[best].TotalCost(question.Config.FailureCost) ? sampled : null;
    }

    private static int CheapestIndex(EscalationPath[] climbs, RoutingConfig options)
    {
        var best = 0;
        var limit = climbs[0].TotalCost(options.FailureCost) * (1 - MinGain);
        for (var i = 1; i < climbs.Length; i++)
        {
            var burden = climbs[i].TotalCost(options.FailureCost);
            if (burden < limit)
            {
                (best, limit) = (i, burden);
            }
        }

        return best;
    }

    private static string Money(double amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00##} USD");
}
