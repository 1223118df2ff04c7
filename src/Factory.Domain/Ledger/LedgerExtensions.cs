using Factory.Contracts.Ledger;

namespace Factory.Domain.Ledger;

/// <summary>What every ledger can do.</summary>
public static class LedgerExtensions
{
    /// <summary>Writes a row; completes when it is on disk. The same call id is idempotent.</summary>
    public static Task AppendAsync(this ILedger ledger, LedgerRow row) => ledger.AppendAsync([row]);
}
