using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>Detects tasks that cost much more than others of their kind.</summary>
public static class CostAnomalyRules
{
    /// <value>Minimum number of other tasks for a meaningful median: 5.</value>
    public const int MinSamples = 5;

    /// <value>Maximum number of other tasks that the median is taken of, latest first: 200.</value>
    public const int MaxSamples = 200;

    private const int MedianFactor = 10;

    /// <value>Minimum cost of a task that counts as an anomaly: 0.10 USD. Below it a factor of ten is noise.</value>
    public static Usd MinSpend { get; } = new(0.10m);

    /// <summary>A message about the anomaly; null when there is none.</summary>
    /// <param name="kind">The kind of the task.</param>
    /// <param name="spent">What it has cost so far.</param>
    /// <param name="others">What others of the kind cost.</param>
    public static string? Detect(string kind, Usd spent, IReadOnlyList<Usd> others)
    {
        if (others.Count < MinSamples || spent < MinSpend)
        {
            return null;
        }

        // The median: a few expensive tasks would raise the mean, and with it the bar for the next ones.
        var median = Median([.. others.Select(o => o.Amount).Order()]);
        return spent.Amount > median * MedianFactor
            ? $"{spent.ToShortString()} so far; the median of {others.Count} other tasks of the kind '{kind}' is " +
                new Usd(median).ToShortString()
            : null;
    }

    private static decimal Median(decimal[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
