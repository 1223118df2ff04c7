using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Factory.Grains.Placement;

/// <summary>
/// Filters all silos but the primary one. While it is down nothing is left, so that a call fails and its caller can
/// repeat it later; any other silo would start the grain with empty state.
/// </summary>
/// <param name="metadata">The labels of the silos.</param>
public sealed class PrimarySiloDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy,
        PlacementTarget target,
        IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.ContainsKey(PrimarySilo.Label));
}
