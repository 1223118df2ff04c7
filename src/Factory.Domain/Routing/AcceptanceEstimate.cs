namespace Factory.Domain.Routing;

/// <summary>What is believed of a model for a kind, from experience and, where there is little, from what is alike: a beta distribution over its acceptance.</summary>
/// <param name="Alpha">Accepted attempts, weighted, with what was assumed before.</param>
/// <param name="Beta">Others, weighted, with what was assumed before.</param>
/// <param name="CostRatio">What an attempt takes, in parts of the kind's typical size.</param>
/// <param name="Attempts">Attempts that were really made for this kind, with any agent.</param>
public readonly record struct AcceptanceEstimate(double Alpha, double Beta, double CostRatio, int Attempts)
{
    /// <summary>The acceptance to expect.</summary>
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>The acceptance that is passed only once in twenty times: mean and 1.645 standard deviations, at most 1.</summary>
    public double UpperBound => Math.Min(1, Mean + (1.645 * Math.Sqrt(Mean * (1 - Mean) / (Alpha + Beta + 1))));
}
