using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>When a task is much more expensive than others of its kind.</summary>
public static class CostAnomalyRules
{
    /// <value>So many other tasks make a median that says something: 5.</value>
    public const int MinSamples = 5;

    /// <value>The median is of the latest 200 tasks of the kind.</value>
    public const int MaxSamples = 200;

    private const int MedianFactor = 10;

    /// <value>Below 0.10 USD no task counts as an anomaly, however cheap the others were.</value>
    public static Usd MinSpend { get; } = new(0.10m);

    /// <summary>What to tell the operator; null while there is nothing to tell.</summary>
    /// <param name="kind">The kind of the task.</param>
    /// <param name="spent">What it has cost so far.</param>
    /// <param name="others">What others of the kind cost.</param>
    public static string? Detect(string kind, Usd spent, IReadOnlyList<Usd> others)
    {
        if (others.Count < MinSamples || spent < MinSpend)
        {
            return null;
        }

        var median = Median([.. others.Select(o => o.Amount).Order()]);
        return spent.Amount > median * MedianFactor ? $"{spent} so far; the median of {others.Count} other tasks of the kind '{kind}' is {new Usd(median)}" : null;
    }

    private static decimal Median(decimal[] sorted) => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
