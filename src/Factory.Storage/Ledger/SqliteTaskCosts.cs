using Factory.Contracts.Metering;
using Factory.Domain.Ledger;

namespace Factory.Storage.Ledger;

/// <summary>
/// Sums the cost of tasks from the ledger. Only calls that are billed by the token count: a task that used a
/// subscription alone has no cost to compare.
/// </summary>
internal sealed class SqliteTaskCosts(FactoryDatabase database) : ITaskCosts
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Usd>> GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken) =>
        database.Reads.ReadAsync<IReadOnlyList<Usd>>(
            db => db.List(
                r => LedgerColumns.ReadUsd(r, 0),
                "SELECT sum(cost) FROM ledger WHERE task_kind = $1 AND task <> $2 AND billing = 'PayAsYouGo' GROUP BY task ORDER BY task " +
                "DESC LIMIT $3",
                kind,
                except.Value,
                limit),
            cancellationToken);
}
