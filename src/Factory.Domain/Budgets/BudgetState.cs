using System.Collections.Immutable;
using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>
/// A budget's state. Spent and leased money together never exceed the cap, unless the cap is lowered or a provider
/// bills more than the call's upper bound.
/// </summary>
[Alias("BudgetState")]
public sealed record BudgetState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "budget";

    /// <value>
    /// Number of closed leases that are remembered, so that a delayed request does not open one of them again: 64.
    /// </value>
    public const int MaxClosedLeases = 64;

    /// <summary>The budget's key, for example <c>budget-day-2026-11-22</c>.</summary>
    public required BudgetId Name { get; init; }

    /// <summary>The cap that the operator set; null for the policy's.</summary>
    public Usd? Cap { get; init; }

    /// <summary>The lowest cap of the enclosing budgets, as of the last lease; null before the first.</summary>
    public Usd? ParentCap { get; init; }

    /// <summary>Money spent by closed leases.</summary>
    public Usd Spent { get; init; }

    /// <summary>Calls of closed leases.</summary>
    public long Calls { get; init; }

    /// <summary>Tokens of closed leases.</summary>
    public long Tokens { get; init; }

    /// <summary>Open leases, by id.</summary>
    public ImmutableSortedDictionary<LeaseId, BudgetLease> Leases { get; init; } = ImmutableSortedDictionary<LeaseId, BudgetLease>.Empty;

    /// <summary>Ids of the last closed leases, oldest first; at most <see cref="MaxClosedLeases"/>.</summary>
    public ImmutableList<LeaseId> ClosedLeases { get; init; } = [];

    /// <summary>Alerts that were raised.</summary>
    public RaisedAlerts RaisedAlerts { get; init; } = new();

    /// <summary>Money spent by closed leases, and by open ones as far as reported.</summary>
    public Usd ReportedSpent() => Leases.Values.Aggregate(Spent, (sum, lease) => sum + lease.Usage.Spent);

    /// <summary>Money that is not available for another lease.</summary>
    /// <param name="except">A lease that is not counted; null for none.</param>
    public Usd Committed(LeaseId? except = null) =>
        Leases.Where(l => l.Key != except).Aggregate(Spent, (sum, lease) => sum + lease.Value.Committed());

    /// <summary>The budget as the API returns it.</summary>
    /// <param name="limit">Its cap, the operator's or the policy's; null when it has none of its own.</param>
    /// <param name="fallback">The cap to show when it has none and no lease was ever requested.</param>
    public BudgetView ToView(Usd? limit, Usd fallback)
    {
        var known = ReportedSpent();
        return new(
            Name,
            limit ?? ParentCap ?? fallback,
            known,
            Committed() - known,
            Calls + Leases.Values.Sum(l => l.Usage.Calls),
            Tokens + Leases.Values.Sum(l => l.Usage.Tokens),
            limit is null);
    }
}

/// <summary>An open lease of a budget.</summary>
/// <param name="Principal">Who spends it.</param>
/// <param name="Day">The day (UTC) whose budgets pay.</param>
/// <param name="Budgets">Keys of all budgets that granted it, outermost first.</param>
/// <param name="Amount">The reserved amount.</param>
/// <param name="Usage">What was used of it, as last reported.</param>
public sealed record BudgetLease(LeasePrincipal Principal, DateOnly Day, IReadOnlyList<BudgetId> Budgets, Usd Amount, LeaseUsage Usage)
{
    /// <summary>The reserved amount, or the spent one if a provider billed more than was reserved.</summary>
    public Usd Committed() => Usage.Spent > Amount ? Usage.Spent : Amount;
}

/// <summary>Alerts that were raised about a budget, so that each is raised once.</summary>
public sealed record RaisedAlerts
{
    /// <summary>The highest threshold that was reported, in per cent of the cap; 0 for none.</summary>
    public int HighestThresholdPercent { get; init; }

    /// <summary>When the burn rate was last reported; null for never.</summary>
    public DateTimeOffset? BurnRateRaisedAt { get; init; }

    /// <summary>Types of events that are raised once for a budget and were.</summary>
    public ImmutableList<string> RaisedOnce { get; init; } = [];

    /// <summary>Samples of the spending of the last hour, oldest first.</summary>
    public ImmutableList<SpendSample> LastHourSamples { get; init; } = [];
}

/// <summary>What had been spent at a time.</summary>
/// <param name="At">The time.</param>
/// <param name="Spent">The sum.</param>
public sealed record SpendSample(DateTimeOffset At, Usd Spent);
