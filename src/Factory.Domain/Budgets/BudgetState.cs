using System.Collections.Immutable;
using Factory.Contracts.Budgets;
using Factory.Contracts.Models;

namespace Factory.Domain.Budgets;

/// <summary>A budget's state. Spent and reserved together never pass the cap, except when the cap itself is lowered.</summary>
[Alias("BudgetState")]
public sealed record BudgetState
{
    /// <value>The name its state is kept under.</value>
    public const string StateName = "budget";

    /// <value>How many calls that ended are remembered, so that a settlement which comes twice counts once.</value>
    public const int RememberedCalls = 256;

    public required string Name { get; init; }

    public required Usd Cap { get; init; }

    public Usd Spent { get; init; }

    public ImmutableDictionary<string, BudgetReservation> Reservations { get; init; } = ImmutableDictionary<string, BudgetReservation>.Empty;

    /// <summary>The latest calls that ended, oldest first.</summary>
    public ImmutableList<string> Ended { get; init; } = [];

    /// <summary>Everything set aside.</summary>
    public Usd Reserved() => new(Reservations.Values.Sum(r => r.Amount.Amount));

    /// <summary>The budget as users see it.</summary>
    public BudgetView ToView() => new(Name, Cap, Spent, Reserved());
}

/// <summary>The worst case of one call under way.</summary>
public sealed record BudgetReservation(AttemptId Attempt, Usd Amount);
