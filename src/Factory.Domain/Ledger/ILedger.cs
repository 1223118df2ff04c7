using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Domain.Ledger;

/// <summary>The call ledger: one row for each model call. Implemented by the storage.</summary>
public interface ILedger
{
    /// <summary>
    /// Appends rows, all or none; completes when they are on disk. A row whose call id exists is ignored.
    /// </summary>
    Task AppendAsync(IReadOnlyList<LedgerRow> rows);

    /// <summary>The sum of a lease's rows that a provider bills by the token.</summary>
    Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Rows, newest first.</summary>
    /// <param name="query">Which rows.</param>
    Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken);

    /// <summary>Sums of rows, by day, agent, model, task, run or principal.</summary>
    Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken);
}

/// <summary>Selects ledger rows; a null property selects all.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="To">The last day (UTC).</param>
/// <param name="Run">The run.</param>
/// <param name="Task">The task.</param>
/// <param name="PrincipalId">Who spent.</param>
/// <param name="Limit">Maximum number of rows or lines; default 1,000, at least 1.</param>
/// <param name="LeaseId">The lease.</param>
/// <param name="Since">Earliest start of a call.</param>
public sealed record LedgerQuery(
    DateOnly? From = null,
    DateOnly? To = null,
    RunId? Run = null,
    TaskId? Task = null,
    PrincipalId? PrincipalId = null,
    int Limit = 1000,
    LeaseId? LeaseId = null,
    DateTimeOffset? Since = null);
