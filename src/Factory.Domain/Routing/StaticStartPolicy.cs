namespace Factory.Domain.Routing;

/// <summary>The pyramid without experience: the first of the ranked models.</summary>
public sealed class StaticStartPolicy : IStartTierPolicy
{
    /// <inheritdoc/>
    public StartTierDecision Choose(StartTierRequest request) => new(request.RankedModels[0], false, null);
}
