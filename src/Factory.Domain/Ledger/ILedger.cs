using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Domain.Ledger;

/// <summary>The call ledger. Implemented by the storage: rows share its group commit, so that one costs the disk next to nothing.</summary>
public interface ILedger
{
    /// <summary>Writes rows, all of them or none; completes when they are on disk. A call id that is there already changes nothing.</summary>
    Task AppendAsync(IReadOnlyList<LedgerRow> rows);

    /// <summary>What the rows of a lease sum up to, money that a provider bills only.</summary>
    Task<Usd> SumLeaseAsync(string leaseId, CancellationToken cancellationToken);

    /// <summary>Rows, newest first.</summary>
    /// <param name="query">Which.</param>
    Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken);

    /// <summary>Sums, by day, agent, model, task, run or key.</summary>
    Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken);
}

/// <summary>Which rows; null means all.</summary>
public sealed record LedgerQuery(
    DateOnly? From = null, DateOnly? To = null, RunId? Run = null, TaskId? Task = null, string? PrincipalId = null, int Limit = 1000, string? LeaseId = null, DateTimeOffset? Since = null);
