using System.Collections.Concurrent;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Ledger;

namespace Factory.TestKit.Money;

/// <summary>A ledger in memory.</summary>
public sealed class MemoryLedger : ILedger, ITaskCosts
{
    public ConcurrentDictionary<string, LedgerRow> Rows { get; init; } = new();

    /// <summary>What is awaited before a row is there; tests make it fail or wait.</summary>
    public Func<LedgerRow, Task> Writing { get; set; } = _ => Task.CompletedTask;

    public async Task AppendAsync(IReadOnlyList<LedgerRow> rows)
    {
        await Task.WhenAll(rows.Select(r => Writing(r)));
        foreach (var row in rows)
        {
            Rows.TryAdd(row.Call, row);
        }
    }

    public Task<Usd> SumOfLeaseAsync(string lease, CancellationToken cancellationToken) => Task.FromResult(Sum(r => r.Lease == lease));

    public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LedgerRow>>([.. Rows.Values.Where(r => query.Lease is null || r.Lease == query.Lease)]);

    public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SpendLine>>(
    [
        .. Rows.Values.Where(r => query.Lease is null || r.Lease == query.Lease).GroupBy(r => r.Holder).Select(g => new SpendLine(
            g.Key, g.Count(r => r.Outcome != CallOutcome.Unaccounted), g.Aggregate(default(TokenUsage), (u, r) => u + r.Usage), new Usd(g.Sum(r => r.Cost.Amount)), default, default)),
    ]);

    public Task<IReadOnlyList<Usd>> OfKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Usd>>(
        [.. Rows.Values.Where(r => r.TaskKind == kind && r.Task != except && r.Billing == Billing.Cash).GroupBy(r => r.Task).Select(g => new Usd(g.Sum(r => r.Cost.Amount))).Take(limit)]);

    /// <summary>What these rows cost in cash.</summary>
    public Usd Sum(Func<LedgerRow, bool> which) => new(Rows.Values.Where(r => r.Billing == Billing.Cash && which(r)).Sum(r => r.Cost.Amount));
}
