namespace Factory.Domain.Routing;

/// <summary>The pyramid without experience: the first rung of the ladder.</summary>
public sealed class StaticStartPolicy : IStartTierPolicy
{
    /// <inheritdoc/>
    public StartTierDecision Choose(StartTierRequest request) => new(request.RankedModels[0], false, null);
}
