namespace Factory.Domain.Routing;

/// <summary>What is counted for a kind of task as a whole.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Outcomes">Outcomes so far: the clock by which records forget.</param>
/// <param name="Choices">First attempts whose start was chosen by experience.</param>
/// <param name="Explored">Those of them that tried another start than the best one known.</param>
public sealed record KindRecord(string Kind, long Outcomes, long Choices, long Explored)
{
    /// <summary>True when one more exploratory choice stays within its part of all choices.</summary>
    public bool MayExplore(double part) => Explored + 1 <= part * (Choices + 1);
}
