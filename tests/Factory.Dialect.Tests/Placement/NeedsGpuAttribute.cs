using Orleans.Placement;

namespace Factory.Dialect.Tests.Placement;

[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsGpuAttribute() : PlacementFilterAttribute(new GpuStrategy());
