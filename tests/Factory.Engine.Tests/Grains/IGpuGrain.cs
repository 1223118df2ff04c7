namespace Factory.Engine.Tests.Grains;

public interface IGpuGrain : IGrainWithStringKey
{
    Task<string> Compute();
}
