namespace Factory.Dialect.Tests.Grains;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<int> AddByValue(int amount);

    ValueTask Touch();

    Task<int> AddSlowly(int amount);

    Task<string> Key();

    Task<Parcel> Echo(Parcel parcel);

    /// <summary>Adds to the list that it is given.</summary>
    Task Scribble(List<string> list);

    /// <summary>Throws the factory's own error.</summary>
    Task Refuse(string code, string hint);

    Task Fail(string message);

    Task FailLater(string message);

    Task<bool> AwaitsStayOnTheGrain();

    Task<string?> ContextValue(string key);

    Task SetContextValue(string key, string value);

    Task WaitFor(string signal, CancellationToken cancellation);

    Task<int> ActivationNumber();

    Task Keep(TimeSpan time);

    Task Leave();
}
