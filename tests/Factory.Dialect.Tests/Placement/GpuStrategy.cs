using Orleans.Placement;

namespace Factory.Dialect.Tests.Placement;

public sealed class GpuStrategy : PlacementFilterStrategy
{
    public GpuStrategy() : base(order: 1) { }
}
