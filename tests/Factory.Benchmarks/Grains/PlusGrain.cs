namespace Factory.Benchmarks.Grains;

/// <summary>The least a grain can do.</summary>
public sealed class PlusGrain : Grain, IPlusGrain
{
    private long _sum;

    public Task<long> Add(long amount) => Task.FromResult(_sum += amount);
}
