namespace Factory.Domain.Routing;

/// <summary>The pyramid without experience: the first rung of the ladder.</summary>
public sealed class StaticStartPolicy : IStartTierPolicy
{
    /// <inheritdoc/>
    public StartChoice Choose(StartTierRequest question) => new(question.Ladder[0], false, null);
}
