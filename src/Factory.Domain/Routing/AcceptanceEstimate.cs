namespace Factory.Domain.Routing;

/// <summary>
/// Estimated acceptance of a model for a kind of task: a beta distribution, from records and a prior.
/// </summary>
/// <param name="Alpha">Weight of accepted attempts, prior included.</param>
/// <param name="Beta">Weight of other attempts, prior included.</param>
/// <param name="CostRatio">Expected cost of an attempt, relative to the kind's typical usage.</param>
/// <param name="Attempts">Number of recorded attempts of this kind, with any agent.</param>
public readonly record struct AcceptanceEstimate(double Alpha, double Beta, double CostRatio, int Attempts)
{
    /// <summary>Expected acceptance: the mean of the distribution, alpha / (alpha + beta).</summary>
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>Upper bound of the acceptance with 95 % confidence, at most 1.</summary>
    /// <remarks>Mean plus 1.645 standard deviations (the 95th percentile of the normal distribution, which approximates
    /// the beta). The variance of a beta distribution is mean × (1 − mean) / (alpha + beta + 1).</remarks>
    public double UpperBound => Math.Min(1, Mean + (1.645 * Math.Sqrt(Mean * (1 - Mean) / (Alpha + Beta + 1))));
}
