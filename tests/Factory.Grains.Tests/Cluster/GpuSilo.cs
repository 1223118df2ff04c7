using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Factory.Grains.Tests.Cluster;

/// <summary>Placement by a label, as an operator's <c>silo.yaml</c> gives it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnGpuSiloAttribute() : PlacementFilterAttribute(new OnGpuSilo());

public sealed class OnGpuSilo() : PlacementFilterStrategy(order: 0);

public sealed class GpuSiloDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public const string Label = "gpu";

    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy,
        PlacementTarget target,
        IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.ContainsKey(Label));
}
