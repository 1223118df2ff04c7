using Factory.Contracts.Metering;
using Factory.Domain.Ledger;

namespace Factory.Storage.Ledger;

/// <summary>What tasks of a kind cost. What a plan was worth is not money that was spent, so a task that only used a plan says nothing about the others.</summary>
internal sealed class SqliteTaskCosts(FactoryDatabase database) : ITaskCosts
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Usd>> GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken) =>
        database.Reads.ReadAsync<IReadOnlyList<Usd>>(
            db => db.List(
                r => LedgerColumns.ReadUsd(r, 0),
                "SELECT sum(cost) FROM ledger WHERE task_kind = $1 AND task <> $2 AND billing = 'PayAsYouGo' GROUP BY task ORDER BY task DESC LIMIT $3",
                kind,
                except.Value,
                limit),
            cancellationToken);
}
