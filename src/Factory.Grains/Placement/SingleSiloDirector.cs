using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Factory.Grains.Placement;

/// <summary>The director of a silo without a cluster, which is always the primary one.</summary>
public sealed class SingleSiloDirector : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy,
        PlacementTarget target,
        IEnumerable<SiloAddress> silos) => silos;
}
