using System.Globalization;

namespace Factory.Domain.Routing;

/// <summary>
/// Moves the starting tier by experience: Thompson sampling over beta beliefs of acceptance, judged by what the whole climb costs. The
/// pyramid's own start holds until enough is known of it; a start that only a sample likes is an exploration, and those are bounded.
/// Chance comes from the task's id, so that the same question has the same answer.
/// </summary>
public sealed class ThompsonStartPolicy : IStartTierPolicy
{
    /// <value>Attempts of the kind with the pyramid's start before it may be left: 4.</value>
    public const int LeastKnown = 4;

    /// <value>A start is left only for one that is better by this part: 0.05.</value>
    public const double LeastGain = 0.05;

    private static readonly StaticStartPolicy Plain = new();

    /// <inheritdoc/>
    public StartChoice Choose(StartTierRequest question)
    {
        var ladder = question.Ladder;
        var experience = new AcceptanceModel(question.Records, question.Task.Spec.Kind, question.Agent, question.Options.HalfLife);
        var beliefs = ladder.Select(m => (First: experience.Of(m, isLater: false), Later: experience.Of(m, isLater: true))).ToArray();
        if (ladder.Count == 1 || beliefs[0].First.Attempts < LeastKnown)
        {
            return Plain.Choose(question);
        }

        var review = (double)question.Review.Amount;
        double Cost(int at, bool isLater) =>
            (question.Prices[at] * (isLater ? beliefs[at].Later : beliefs[at].First).Size) + review;

        EscalationPath Known(int start) => EscalationPath.From(ladder, start, question.Tries, (at, isLater) => (isLater ? beliefs[at].Later : beliefs[at].First).Mean, Cost);

        var known = Enumerable.Range(0, ladder.Count).Select(Known).ToArray();
        var best = Best(known, question.Options);
        return Explore(question, beliefs, known, best, Cost) is { } tried
            ? new StartChoice(ladder[tried], true, $"tried to learn, the best known is {ladder[best].Ref}")
            : new StartChoice(ladder[best], false, best == 0 ? null : $"starts here, at {Money(known[best].PerAccepted)} an accepted task against {Money(known[0].PerAccepted)} from {ladder[0].Ref} up");
    }

    private static int? Explore(StartTierRequest question, (AcceptanceEstimate First, AcceptanceEstimate Later)[] beliefs, EscalationPath[] known, int best, Func<int, bool, double> cost)
    {
        if (!question.Records.Kind(question.Task.Spec.Kind).MayExplore(question.Options.Exploration))
        {
            return null;
        }

        var chance = SeededRandom.Of(question.Task.Id.Value);
        var drawn = beliefs.Select(b => (First: chance.Beta(b.First.Alpha, b.First.Beta), Later: chance.Beta(b.Later.Alpha, b.Later.Beta))).ToArray();
        var sampled = Best([.. beliefs.Select((_, start) => EscalationPath.From(question.Ladder, start, question.Tries, (at, isLater) => isLater ? drawn[at].Later : drawn[at].First, cost))], question.Options);
        var hope = EscalationPath.From(question.Ladder, sampled, question.Tries, (at, isLater) => isLater ? beliefs[at].Later.Mean : beliefs[at].First.Hopeful, cost);
        return sampled != best && hope.Burden(question.Options.FailureCost) < known[best].Burden(question.Options.FailureCost) ? sampled : null;
    }

    private static int Best(EscalationPath[] climbs, RoutingOptions options)
    {
        var best = 0;
        var limit = climbs[0].Burden(options.FailureCost) * (1 - LeastGain);
        for (var i = 1; i < climbs.Length; i++)
        {
            var burden = climbs[i].Burden(options.FailureCost);
            if (burden < limit)
            {
                (best, limit) = (i, burden);
            }
        }

        return best;
    }

    private static string Money(double amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00##} USD");
}
