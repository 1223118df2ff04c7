namespace Factory.Dialect.Tests.Grains;

public interface IGpuGrain : IGrainWithStringKey
{
    Task<string> Compute();
}
