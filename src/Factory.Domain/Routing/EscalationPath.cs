using Factory.Contracts.Metering;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// What a task comes to when it starts at a model and climbs a tier after each setback: the same ladder that the pyramid climbs.
/// </summary>
/// <param name="ExpectedCost">Money for attempts and their reviews, to expect.</param>
/// <param name="AcceptanceProbability">The chance that one of the attempts is accepted.</param>
public readonly record struct EscalationPath(double ExpectedCost, double AcceptanceProbability)
{
    /// <summary>Money for each task that is accepted.</summary>
    public double CostPerAccepted => AcceptanceProbability > 0 ? ExpectedCost / AcceptanceProbability : double.PositiveInfinity;

    /// <summary>Money and what a failure costs the operator: what a start is judged by.</summary>
    public double TotalCost(Usd failureCost) => ExpectedCost + ((1 - AcceptanceProbability) * (double)failureCost.Amount);

    /// <summary>Walks up from a start.</summary>
    /// <param name="ladder">Models as the pyramid ranks them.</param>
    /// <param name="start">Where among the ranked models.</param>
    /// <param name="tries">Attempts, at most.</param>
    /// <param name="acceptance">The chance that an attempt is accepted, for a model's place among the ranked models, first or later.</param>
    /// <param name="cost">What an attempt with its review costs, likewise.</param>
    public static EscalationPath Evaluate(IReadOnlyList<ModelDefinition> ladder, int start, int tries, Func<int, bool, double> acceptance, Func<int, bool, double> cost)
    {
        var (spend, left, at) = (0.0, 1.0, start);
        for (var number = 0; number < tries; number++)
        {
            spend += left * cost(at, number > 0);
            left *= 1 - acceptance(at, number > 0);
            at = NextIndex(ladder, at);
        }

        return new EscalationPath(spend, 1 - left);
    }

    /// <summary>The rung after a setback: the first of a higher tier, then another of the same one, then the same again.</summary>
    private static int NextIndex(IReadOnlyList<ModelDefinition> ladder, int at)
    {
        var (higher, beside) = (-1, -1);
        for (var i = 0; i < ladder.Count; i++)
        {
            if (ladder[i].Tier > ladder[at].Tier && (higher < 0 || ladder[i].Tier < ladder[higher].Tier))
            {
                higher = i;
            }
            else if (beside < 0 && i > at && ladder[i].Tier == ladder[at].Tier)
            {
                beside = i;
            }
        }

        return higher >= 0 ? higher : beside >= 0 ? beside : at;
    }
}
