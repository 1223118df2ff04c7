using System.Collections.Concurrent;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.TestKit.Money;

/// <summary>A meter, with its keys, for tests in which nobody calls a model: it remembers in which order holders were shut out.</summary>
public sealed class FakeMeter : IMeter, IVirtualKeyStore, INamedKeys
{
    /// <summary><c>revoke HOLDER</c> and <c>close HOLDER</c>, as they came.</summary>
    public ConcurrentQueue<string> Shut { get; } = new();

    public ConcurrentDictionary<string, NamedKey> Named { get; } = new();

    public ValueTask<IMeteredCall> BeginAsync(Spender spender, CallEstimate intent, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CloseAsync(string holder)
    {
        Shut.Enqueue($"close {holder}");
        return Task.CompletedTask;
    }

    public string Issue(Spender spender, IReadOnlyList<ModelRef> models) => throw new NotSupportedException();

    public KeyLookup Find(ReadOnlySpan<char> key) => throw new NotSupportedException();

    public void Revoke(string holder) => Shut.Enqueue($"revoke {holder}");

    public void Put(NamedKey key) => Named[key.Name] = key;
}
