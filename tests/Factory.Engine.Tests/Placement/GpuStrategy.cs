using Orleans.Placement;

namespace Factory.Engine.Tests.Placement;

public sealed class GpuStrategy : PlacementFilterStrategy
{
    public GpuStrategy() : base(order: 1) { }
}
