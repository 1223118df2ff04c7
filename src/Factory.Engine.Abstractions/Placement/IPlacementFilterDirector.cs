using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.Placement;

/// <summary>Applies a placement filter.</summary>
public interface IPlacementFilterDirector
{
    /// <summary>Those of the silos that may run the grain; none fails the call.</summary>
    IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos);
}
