namespace Factory.Domain.Routing;

/// <summary>What is counted for a kind of task as a whole.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Outcomes">Outcomes so far: the clock by which records forget.</param>
/// <param name="LearnedChoices">First attempts whose start was chosen by experience.</param>
/// <param name="Explorations">Those of them that tried another start than the best one known.</param>
public sealed record KindRecord(string Kind, long Outcomes, long LearnedChoices, long Explorations)
{
    /// <summary>True when one more exploratory choice stays within its part of all choices.</summary>
    public bool MayExplore(double part) => Explorations + 1 <= part * (LearnedChoices + 1);
}
