using Orleans.Placement;

namespace Factory.Grains.Placement;

/// <summary>What <see cref="OnHomeSiloAttribute"/> asks for.</summary>
public sealed class OnHomeSilo : PlacementFilterStrategy
{
    /// <summary>The first filter that is asked.</summary>
    public OnHomeSilo()
        : base(order: 0)
    {
    }
}
