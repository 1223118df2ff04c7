namespace Factory.Dialect.Tests.Grains;

public interface IAccountGrain : IGrainWithStringKey
{
    Task<int> Deposit(int amount);

    /// <summary>Changes the state without storing it.</summary>
    Task Scribble(int balance);

    Task<int> Balance();

    Task<string?> Etag();

    Task<bool> Exists();

    Task Clear();

    Task Leave();
}
