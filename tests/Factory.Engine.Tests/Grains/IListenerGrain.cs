namespace Factory.Engine.Tests.Grains;

public interface IListenerGrain : IGrainWithStringKey
{
    Task<string[]> Heard();

    Task<int> Introductions();

    /// <summary>The next so many deliveries fail.</summary>
    Task FailNext(int times);

    Task Leave();
}
