using Factory.Engine.Tests.Placement;

namespace Factory.Engine.Tests.Grains;

[NeedsGpu]
public sealed class GpuGrain : Grain, IGpuGrain
{
    public Task<string> Compute() => Task.FromResult("done");
}
