using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Factory.Grains.Placement;

/// <summary>Leaves the primary silo, and nothing when it is away: a call then fails, and is made again when it is back.</summary>
public sealed class PrimarySiloDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.ContainsKey(PrimarySilo.Label));
}
