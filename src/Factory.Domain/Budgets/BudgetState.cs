using System.Collections.Immutable;
using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>A budget's state. Spent and leased together never pass the cap, except when the cap itself is lowered or a provider bills more than was asked of it.</summary>
[Alias("BudgetState")]
public sealed record BudgetState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "budget";

    /// <value>How many closed leases are remembered, so that a request which comes late opens none of them again.</value>
    public const int MaxClosedLeases = 64;

    public required string Name { get; init; }

    /// <summary>Its own cap; null for the policy's.</summary>
    public Usd? Cap { get; init; }

    /// <summary>The least cap of the budgets around it, when last told.</summary>
    public Usd? ParentCap { get; init; }

    /// <summary>What closed leases cost.</summary>
    public Usd Spent { get; init; }

    /// <summary>Calls of closed leases.</summary>
    public long Calls { get; init; }

    /// <summary>Tokens of closed leases.</summary>
    public long Tokens { get; init; }

    public ImmutableSortedDictionary<string, BudgetLease> Leases { get; init; } = ImmutableSortedDictionary<string, BudgetLease>.Empty;

    /// <summary>The latest leases that ended, oldest first.</summary>
    public ImmutableList<string> ClosedLeases { get; init; } = [];

    /// <summary>Alerts that were raised.</summary>
    public RaisedAlerts RaisedAlerts { get; init; } = new();

    /// <summary>What is spent, open leases included as far as their holders have reported.</summary>
    public Usd ReportedSpent() => Leases.Values.Aggregate(Spent, (sum, lease) => sum + lease.Usage.Spent);

    /// <summary>What no other lease may have.</summary>
    public Usd Committed(string? except = null) => Leases.Where(l => l.Key != except).Aggregate(Spent, (sum, lease) => sum + lease.Value.Committed());

    /// <summary>The budget as the API returns it.</summary>
    /// <param name="limit">Its cap as the policy has it; null when only the budgets around it end it.</param>
    /// <param name="fallback">The cap to show when it has none and nobody has leased from it.</param>
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

/// <summary>A lease as a budget holds it.</summary>
public sealed record BudgetLease(LeasePrincipal Principal, DateOnly Day, IReadOnlyList<string> Budgets, Usd Amount, LeaseUsage Usage)
{
    /// <summary>Its amount, or what was spent of it where a provider billed more than was asked.</summary>
    public Usd Committed() => Usage.Spent > Amount ? Usage.Spent : Amount;
}

/// <summary>Alerts that were raised about a budget.</summary>
public sealed record RaisedAlerts
{
    /// <summary>The highest share of the cap in per cent; 0 for none.</summary>
    public int HighestThresholdPercent { get; init; }

    /// <summary>When the pace was told; null for never.</summary>
    public DateTimeOffset? BurnRateRaisedAt { get; init; }

    /// <summary>Types of events that are told once.</summary>
    public ImmutableList<string> RaisedOnce { get; init; } = [];

    /// <summary>What was spent at which time, over the last hour, oldest first.</summary>
    public ImmutableList<SpendSample> LastHourSamples { get; init; } = [];
}

/// <summary>How much had been spent at a time.</summary>
public sealed record SpendSample(DateTimeOffset At, Usd Spent);
