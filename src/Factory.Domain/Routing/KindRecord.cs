namespace Factory.Domain.Routing;

/// <summary>Counts for a kind of task as a whole.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Outcomes">Outcomes so far; records decay by this count and not by time.</param>
/// <param name="LearnedChoices">First attempts whose starting model was chosen by experience.</param>
/// <param name="Explorations">Those of them that explored another model than the best known one.</param>
public sealed record KindRecord(string Kind, long Outcomes, long LearnedChoices, long Explorations)
{
    /// <summary>True when one more exploration keeps their share within a limit.</summary>
    /// <param name="maxShare">Maximum share of explorations among learned choices, 0 to 1.</param>
    // Counted with the choice at hand: at a share of 5 % the first exploration comes after nineteen other choices and
    // not at once.
    public bool MayExplore(double maxShare) => Explorations + 1 <= maxShare * (LearnedChoices + 1);
}
