namespace Factory.Engine.Tests.Grains;

/// <summary>Sequences that the grain makes while somebody enumerates them.</summary>
public interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int until);

    /// <summary>Each element waits for a signal of its name; the end is noted.</summary>
    IAsyncEnumerable<string> Gated(string[] names, CancellationToken cancellation = default);

    IAsyncEnumerable<int> FailAfter(int elements);

    /// <summary>Elements that come from another grain's sequence.</summary>
    IAsyncEnumerable<int> Relay(string other, int until);

    /// <summary>Calls the grain with that key for each element.</summary>
    IAsyncEnumerable<string> Ask(string key, int times);

    Task<int> Sum(string other, int until);

    Task<string> First(string other, string asked);

    Task<string> Ping();

    Task Leave();
}
