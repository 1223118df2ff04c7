using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Grains.Abstractions.Budgets;

/// <summary>
/// A hard cap on money; keys: see <see cref="BudgetKeys"/>. Spending requires a lease: leased and spent money together
/// never exceed the cap.
/// </summary>
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>Sets its own cap. With one below what is spent and leased, no lease is granted.</summary>
    Task<BudgetView> SetCap(Usd cap);

    /// <summary>The budget as it is now.</summary>
    Task<BudgetView> Get();

    /// <summary>Opens a lease or raises its amount. On disk when this returns.</summary>
    Task<LeaseResult> AcquireLease(LeaseRequest request);

    /// <summary>
    /// Releases unused money of a lease. An unknown lease, or an amount above its own, changes nothing.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="amount">The amount it keeps, including what was spent of it.</param>
    /// <param name="usage">What was used of it so far.</param>
    Task ShrinkLease(LeaseId lease, Usd amount, LeaseUsage usage);

    /// <summary>
    /// Ends a lease: what was spent stays spent, the rest is released. Its ledger rows must be on disk before.
    /// Idempotent.
    /// </summary>
    Task CloseLease(LeaseId lease, LeaseUsage usage);

    /// <summary>Raises an alert of this budget once; <c>budget-exceeded</c> again after the cap has changed.</summary>
    /// <param name="type">The event: <c>budget-exceeded</c> or <c>task-cost-anomaly</c>.</param>
    /// <param name="message">The message for the operator.</param>
    /// <param name="run">The run it is about; null for none.</param>
    /// <param name="task">The task it is about; null for none.</param>
    Task RaiseOnce(string type, string message, RunId? run, TaskId? task);
}
