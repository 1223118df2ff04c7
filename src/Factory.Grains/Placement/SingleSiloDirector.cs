using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Factory.Grains.Placement;

/// <summary>For a silo that is alone: it is home.</summary>
public sealed class SingleSiloDirector : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) => silos;
}
