using Orleans.Placement;

namespace Factory.Engine.Tests.Placement;

[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsGpuAttribute() : PlacementFilterAttribute(new GpuStrategy());
