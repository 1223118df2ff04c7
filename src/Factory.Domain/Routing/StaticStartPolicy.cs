namespace Factory.Domain.Routing;

/// <summary>Chooses the first of the ranked models, without records.</summary>
public sealed class StaticStartPolicy : IStartTierPolicy
{
    /// <inheritdoc/>
    public StartTierDecision Choose(StartTierRequest request) => new(request.RankedModels[0], false, null);
}
