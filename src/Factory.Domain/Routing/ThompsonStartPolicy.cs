using System.Globalization;

namespace Factory.Domain.Routing;

/// <summary>
/// Chooses the starting model from records: the one whose whole escalation path has the lowest expected cost. Explores
/// by Thompson sampling: acceptance is drawn from the beta distributions, and a model that is best only in that draw is
/// an exploration, of which there is a maximum share. The random numbers follow from the task's id, so the same request
/// gives the same choice.
/// </summary>
/// <remarks>Thompson, "On the likelihood that one unknown probability exceeds another", Biometrika 25 (1933); Russo et
/// al., "A tutorial on Thompson sampling", 2018.</remarks>
public sealed class ThompsonStartPolicy : IStartTierPolicy
{
    /// <value>Minimum number of attempts with the pyramid's choice before another one may be chosen: 4.</value>
    public const int MinAttempts = 4;

    /// <value>
    /// Minimum relative gain for choosing another model than the pyramid's: 0.05. Smaller differences are within the
    /// noise of the estimates.
    /// </value>
    public const double MinGain = 0.05;

    private static readonly StaticStartPolicy StaticPolicy = new();

    /// <inheritdoc/>
    public StartTierDecision Choose(StartTierRequest request)
    {
        var models = request.RankedModels;
        var acceptance = new AcceptanceModel(request.Records, request.Task.Spec.Kind, request.Agent, request.Config.HalfLife);
        var estimates = models
            .Select(m => (First: acceptance.Estimate(m, isAfterSetback: false), Later: acceptance.Estimate(m, isAfterSetback: true)))
            .ToArray();
        // Until the pyramid's own start has been tried, its estimate is little more than the assumption for its tier.
        if (models.Count == 1 || estimates[0].First.Attempts < MinAttempts)
        {
            return StaticPolicy.Choose(request);
        }

        var review = (double)request.ReviewCost.Amount;
        double Cost(int at, bool isAfterSetback) =>
            (request.AttemptCosts[at] * (isAfterSetback ? estimates[at].Later : estimates[at].First).CostRatio) + review;

        EscalationPath Known(int start) =>
            EscalationPath.Evaluate(
                models,
                start,
                request.MaxAttempts,
                (at, isAfterSetback) => (isAfterSetback ? estimates[at].Later : estimates[at].First).Mean,
                Cost);

        var known = Enumerable.Range(0, models.Count).Select(Known).ToArray();
        var best = CheapestIndex(known, request.Config);
        return Explore(request, estimates, known, best, Cost) is { } tried
            ? new StartTierDecision(models[tried], true, $"explored to learn, the best known is {models[best].Ref}")
            : new StartTierDecision(
                models[best],
                false,
                best == 0
                    ? null
                    : $"starts here, at {Money(known[best].CostPerAccepted)} an accepted task against {Money(known[0].CostPerAccepted)} " +
                        $"from {models[0].Ref} up");
    }

    private static int? Explore(
        StartTierRequest request,
        (AcceptanceEstimate First, AcceptanceEstimate Later)[] estimates,
        EscalationPath[] known,
        int best,
        Func<int, bool, double> cost)
    {
        if (!request.Records.ForKind(request.Task.Spec.Kind).MayExplore(request.Config.Exploration))
        {
            return null;
        }

        // From the id: a choice that is repeated after a crash draws the same numbers, and a test can predict it.
        var random = SeededRandom.FromText(request.Task.Id.Value);
        // The draw proposes a model. It is accepted only if it could be better than the best known one with the upper
        // bound of its acceptance: a draw can also propose a model that is almost certainly worse.
        var drawn = estimates
            .Select(b => (First: random.NextBeta(b.First.Alpha, b.First.Beta), Later: random.NextBeta(b.Later.Alpha, b.Later.Beta)))
            .ToArray();
        var sampled = CheapestIndex(
            [.. estimates.Select((_, start) =>
                EscalationPath.Evaluate(
                    request.RankedModels,
                    start,
                    request.MaxAttempts,
                    (at, isAfterSetback) => isAfterSetback ? drawn[at].Later : drawn[at].First,
                    cost))],
            request.Config);
        var optimistic = EscalationPath.Evaluate(
            request.RankedModels,
            sampled,
            request.MaxAttempts,
            (at, isAfterSetback) => isAfterSetback ? estimates[at].Later.Mean : estimates[at].First.UpperBound,
            cost);
        return sampled != best && optimistic.TotalCost(request.Config.FailureCost) < known[best].TotalCost(request.Config.FailureCost)
            ? sampled
            : null;
    }

    private static int CheapestIndex(EscalationPath[] paths, RoutingConfig config)
    {
        // The pyramid's choice is left only for a gain of more than MinGain; among the others the lowest cost wins.
        var best = 0;
        var limit = paths[0].TotalCost(config.FailureCost) * (1 - MinGain);
        for (var i = 1; i < paths.Length; i++)
        {
            var cost = paths[i].TotalCost(config.FailureCost);
            if (cost < limit)
            {
                (best, limit) = (i, cost);
            }
        }

        return best;
    }

    private static string Money(double amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00##} USD");
}
