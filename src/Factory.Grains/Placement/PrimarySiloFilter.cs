using Orleans.Placement;

namespace Factory.Grains.Placement;

/// <summary>The strategy of <see cref="PrimarySiloPlacementAttribute"/>.</summary>
public sealed class PrimarySiloFilter : PlacementFilterStrategy
{
    /// <summary>Runs before all other filters.</summary>
    public PrimarySiloFilter()
        : base(order: 0)
    {
    }
}
