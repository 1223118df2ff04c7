using Factory.Contracts.Metering;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Expected cost and acceptance of a task that starts with a model and moves up a tier after each setback, as
/// <see cref="CostPyramid"/> does.
/// </summary>
/// <param name="ExpectedCost">Expected cost of all attempts and their reviews, in US dollars.</param>
/// <param name="AcceptanceProbability">Probability that one of the attempts is accepted.</param>
public readonly record struct EscalationPath(double ExpectedCost, double AcceptanceProbability)
{
    /// <summary>Expected cost of an accepted task; infinite when none is ever accepted.</summary>
    public double CostPerAccepted => AcceptanceProbability > 0 ? ExpectedCost / AcceptanceProbability : double.PositiveInfinity;

    /// <summary>Expected cost including that of a failed task; starting models are compared by it.</summary>
    /// <param name="failureCost">What a task that is never accepted costs the operator.</param>
    public double TotalCost(Usd failureCost) => ExpectedCost + ((1 - AcceptanceProbability) * (double)failureCost.Amount);

    /// <summary>Evaluates the path from a starting model.</summary>
    /// <param name="models">Models as the pyramid ranks them.</param>
    /// <param name="start">Index of the starting model.</param>
    /// <param name="maxAttempts">Maximum number of attempts.</param>
    /// <param name="acceptance">Probability that an attempt is accepted, by index of the model and whether it follows a
    /// setback.</param>
    /// <param name="cost">Cost of an attempt with its review, likewise.</param>
    /// <remarks>With p(i) and c(i) for attempt i, the cost is the sum over i of c(i) × (1 − p(1)) × … × (1 − p(i − 1)):
    /// an attempt is paid for only if all before it were rejected. The acceptance is 1 − (1 − p(1)) × … × (1 −
    /// p(n)).</remarks>
    public static EscalationPath Evaluate(
        IReadOnlyList<ModelDefinition> models,
        int start,
        int maxAttempts,
        Func<int, bool, double> acceptance,
        Func<int, bool, double> cost)
    {
        var (expectedCost, rejected, at) = (0.0, 1.0, start);
        for (var number = 0; number < maxAttempts; number++)
        {
            expectedCost += rejected * cost(at, number > 0);
            rejected *= 1 - acceptance(at, number > 0);
            at = NextIndex(models, at);
        }

        return new EscalationPath(expectedCost, 1 - rejected);
    }

    /// <summary>
    /// The model after a setback: the first of the next higher tier, else another one of the same tier, else the same
    /// model again.
    /// </summary>
    private static int NextIndex(IReadOnlyList<ModelDefinition> models, int at)
    {
        var (higher, sameTier) = (-1, -1);
        for (var i = 0; i < models.Count; i++)
        {
            if (models[i].Tier > models[at].Tier && (higher < 0 || models[i].Tier < models[higher].Tier))
            {
                higher = i;
            }
            // Only behind the current one: two models of the highest tier would otherwise take turns, while the pyramid
            // ranks a model that failed at the task last.
            else if (sameTier < 0 && i > at && models[i].Tier == models[at].Tier)
            {
                sameTier = i;
            }
        }

        return higher >= 0 ? higher : sameTier >= 0 ? sameTier : at;
    }
}
