namespace Factory.Dialect.Tests.Grains;

public interface IListenerGrain : IGrainWithStringKey
{
    Task<string[]> Heard();

    Task<int> Introductions();

    Task<int> ActivationNumber();

    /// <summary>The next so many deliveries fail.</summary>
    Task FailNext(int times);

    Task Leave();
}
