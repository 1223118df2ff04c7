using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Ledger;

namespace Factory.Storage.Ledger;

/// <summary>The call ledger in the table <c>ledger</c>. Appends share the group commit with all other writes.</summary>
internal sealed class SqliteLedger(FactoryDatabase database) : ILedger
{
    // A row is written again after a crash or a failed flush whose outcome is not known. The call id makes that
    // harmless: the first row stands.
    private static readonly string Insert =
        $"INSERT INTO ledger ({LedgerColumns.Names}) VALUES " +
        $"({string.Join(", ", Enumerable.Range(1, LedgerColumns.Names.Count(c => c == ',') + 1).Select(i => "$" + i))}) ON CONFLICT " +
        "(call_id) DO NOTHING";

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<LedgerRow> rows) => database.Writer.WriteAsync(
        context =>
        {
            foreach (var row in rows)
            {
                context.Db.Execute(Insert, LedgerColumns.Values(row));
            }

            return rows.Count;
        },
        // Money that was spent is recorded whatever becomes of the caller.
        CancellationToken.None);

    /// <inheritdoc/>
    public Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken) => database.Reads.ReadAsync(
        db =>
        {
            using var reader = db.Query(
                "SELECT coalesce(sum(cost), 0) FROM ledger WHERE lease_id = $1 AND billing = 'PayAsYouGo'",
                lease.Value);
            reader.Read();
            return LedgerColumns.ReadUsd(reader, 0);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var filter = new LedgerFilter(query);
        var sql = $"SELECT {LedgerColumns.Names} FROM ledger{filter.Where} ORDER BY at DESC, rowid DESC {filter.Limit}";
        return database.Reads.ReadAsync<IReadOnlyList<LedgerRow>>(db => db.List(LedgerColumns.Read, sql, filter.Values), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var filter = new LedgerFilter(query);
        var name = by switch
        {
            SpendBy.Day => "day",
            SpendBy.Agent => "agent",
            SpendBy.Model => "provider || '/' || model",
            SpendBy.Task => "task",
            SpendBy.Run => "run",
            SpendBy.Principal => "principal_id",
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "Spending cannot be grouped by this value."),
        };
        var sql =
            $"""
            SELECT coalesce({name}, '-') AS name,
                   count(*) FILTER (WHERE outcome <> 'Unaccounted'),
                   sum(input), sum(output), sum(cached_input), sum(reasoning), sum(cache_write),
                   coalesce(sum(cost) FILTER (WHERE billing = 'PayAsYouGo'), 0),
                   coalesce(sum(cost) FILTER (WHERE outcome = 'Unaccounted'), 0),
                   coalesce(sum(cost) FILTER (WHERE billing = 'Subscription'), 0)
            FROM ledger{filter.Where} GROUP BY 1 ORDER BY {(by == SpendBy.Day ? "1 DESC" : "8 DESC, 1")} {filter.Limit}
            """;
        return database.Reads.ReadAsync<IReadOnlyList<SpendLine>>(
            db => db.List(
                r =>
                    new SpendLine(
                        r.GetString(0),
                        r.GetInt64(1),
                        LedgerColumns.ReadUsage(r, 2),
                        LedgerColumns.ReadUsd(r, 7),
                        LedgerColumns.ReadUsd(r, 8),
                        LedgerColumns.ReadUsd(r, 9)),
                sql,
                filter.Values),
            cancellationToken);
    }
}
