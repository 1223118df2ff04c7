using System.Collections.Concurrent;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Ledger;

namespace Factory.TestKit.Metering;

/// <summary>A ledger in memory.</summary>
public sealed class InMemoryLedger : ILedger, ITaskCosts
{
    public ConcurrentDictionary<string, LedgerRow> Rows { get; init; } = new();

    /// <summary>What is awaited before a row is there; tests make it fail or wait.</summary>
    public Func<LedgerRow, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    public async Task AppendAsync(IReadOnlyList<LedgerRow> rows)
    {
        await Task.WhenAll(rows.Select(r => BeforeAppend(r)));
        foreach (var row in rows)
        {
            Rows.TryAdd(row.CallId, row);
        }
    }

    public Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken) => Task.FromResult(Sum(r => r.LeaseId == lease));

    public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LedgerRow>>([.. Rows.Values.Where(r => query.LeaseId is null || r.LeaseId == query.LeaseId)]);

    public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SpendLine>>(
    [
        .. Rows.Values.Where(r => query.LeaseId is null || r.LeaseId == query.LeaseId)
            .GroupBy(r => r.PrincipalId)
            .Select(g => new SpendLine(
            g.Key.Value,
            g.Count(r => r.Outcome != CallOutcome.Unaccounted),
            g.Aggregate(default(TokenUsage), (u, r) => u + r.Usage),
            new Usd(g.Sum(r => r.Cost.Amount)),
            default,
            default)),
    ]);

    public Task<IReadOnlyList<Usd>> GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Usd>>(
        [.. Rows.Values.Where(r => r.TaskKind == kind && r.Task != except && r.Billing == Billing.PayAsYouGo)
            .GroupBy(r => r.Task)
            .Select(g => new Usd(g.Sum(r => r.Cost.Amount)))
            .Take(limit)]);

    /// <summary>What these rows cost in cash.</summary>
    public Usd Sum(Func<LedgerRow, bool> which) =>
        new(Rows.Values.Where(r => r.Billing == Billing.PayAsYouGo && which(r)).Sum(r => r.Cost.Amount));
}
