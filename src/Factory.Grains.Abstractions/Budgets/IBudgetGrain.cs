using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Grains.Abstractions.Budgets;

/// <summary>A hard cap on money; keys: see <see cref="BudgetKeys"/>. Money leaves it by leases only: their amounts and what was spent never pass the cap together.</summary>
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>Sets its own cap. One below what is spent and leased lets nothing more through.</summary>
    Task<BudgetView> SetCap(Usd cap);

    /// <summary>The budget as it is.</summary>
    Task<BudgetView> Get();

    /// <summary>Opens a lease or raises its amount. On disk when this returns.</summary>
    Task<LeaseResult> AcquireLease(LeaseRequest request);

    /// <summary>Takes unused money of a lease back. An unknown lease, or more than it holds, changes nothing.</summary>
    /// <param name="leaseId">The lease.</param>
    /// <param name="amount">What it keeps, what was spent of it included.</param>
    /// <param name="usage">What was used of it so far.</param>
    Task ShrinkLease(string leaseId, Usd amount, LeaseUsage usage);

    /// <summary>The lease is over: what was spent stays spent, the rest is free. Its ledger rows must be on disk before. Again changes nothing.</summary>
    Task CloseLease(string leaseId, LeaseUsage usage);

    /// <summary>Raises an alert of this budget once; <c>budget-exceeded</c> again after the cap has changed.</summary>
    /// <param name="type">The event: <c>budget-exceeded</c> or <c>task-cost-anomaly</c>.</param>
    /// <param name="message">What to tell.</param>
    /// <param name="run">The run it is about; null for none.</param>
    /// <param name="task">The task it is about; null for none.</param>
    Task RaiseOnce(string type, string message, RunId? run, TaskId? task);
}
