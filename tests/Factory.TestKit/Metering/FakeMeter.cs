using System.Collections.Concurrent;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.TestKit.Metering;

/// <summary>
/// A meter with its keys for tests without model calls. It records the order in which accounts are closed.
/// </summary>
public sealed class FakeMeter : IMeter, IVirtualKeyStore, INamedKeyRegistry
{
    /// <summary><c>revoke ID</c>, <c>refuse ID</c> and <c>close ID</c>, in order.</summary>
    public ConcurrentQueue<string> Closed { get; } = new();

    public ConcurrentDictionary<string, NamedKey> NamedKeys { get; } = new();

    public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void RefuseCalls(PrincipalId principal) => Closed.Enqueue($"refuse {principal}");

    public Task CloseAccountAsync(PrincipalId principal)
    {
        Closed.Enqueue($"close {principal}");
        return Task.CompletedTask;
    }

    /// <summary>What every principal has used.</summary>
    public AccountTotals Totals { get; set; }

    public AccountTotals TotalsOf(PrincipalId principal) => Totals;

    public string Issue(Principal principal, IReadOnlyList<ModelRef> models) => "fk-of-" + principal.Id;

    public void Restore(string key, Principal principal, IReadOnlyList<ModelRef> models)
    {
    }

    public KeyLookup Find(ReadOnlySpan<char> key) => throw new NotSupportedException();

    public void Revoke(PrincipalId principal) => Closed.Enqueue($"revoke {principal}");

    public void AddOrUpdate(NamedKey key) => NamedKeys[key.Name] = key;
}
