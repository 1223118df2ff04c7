using Factory.Dialect.Tests.Placement;

namespace Factory.Dialect.Tests.Grains;

[NeedsGpu]
public sealed class GpuGrain : Grain, IGpuGrain
{
    public Task<string> Compute() => Task.FromResult("done");
}
