namespace Factory.Engine.Tests.Grains;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<int> AddByValue(int amount);

    ValueTask Touch();

    Task<int> AddSlowly(int amount);

    Task<string> Key();

    Task<object> Echo(object value);

    Task Fail(string message);

    Task FailLater(string message);

    Task<bool> AwaitsStayOnTheGrain();

    Task<string?> ContextValue(string key);

    Task SetContextValue(string key, string value);

    Task WaitFor(string signal, CancellationToken cancellation);

    /// <summary>Waits without looking at the token.</summary>
    Task WaitDeaf(string signal, CancellationToken cancellation);

    Task<int> ActivationNumber();

    Task Keep(TimeSpan time);

    Task Leave();
}
