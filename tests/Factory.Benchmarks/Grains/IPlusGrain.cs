namespace Factory.Benchmarks.Grains;

public interface IPlusGrain : IGrainWithStringKey
{
    /// <summary>Adds; returns the sum so far.</summary>
    Task<long> Add(long amount);
}
