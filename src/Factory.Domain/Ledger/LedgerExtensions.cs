using Factory.Contracts.Ledger;

namespace Factory.Domain.Ledger;

/// <summary>Extensions of <see cref="ILedger"/>.</summary>
public static class LedgerExtensions
{
    /// <summary>Appends one row; completes when it is on disk. A row whose call id exists is ignored.</summary>
    public static Task AppendAsync(this ILedger ledger, LedgerRow row) => ledger.AppendAsync([row]);
}
