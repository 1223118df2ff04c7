using Orleans.Placement;

namespace Factory.Grains.Placement;

/// <summary>What <see cref="PrimarySiloPlacementAttribute"/> asks for.</summary>
public sealed class PrimarySiloFilter : PlacementFilterStrategy
{
    /// <summary>The first filter that is asked.</summary>
    public PrimarySiloFilter()
        : base(order: 0)
    {
    }
}
