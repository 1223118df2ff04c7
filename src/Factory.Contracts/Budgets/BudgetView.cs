using Factory.Contracts.Models;

namespace Factory.Contracts.Budgets;

/// <summary>A budget as users see it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Cap">What may be spent.</param>
/// <param name="Spent">What calls cost.</param>
/// <param name="Reserved">Set aside for calls under way.</param>
[GenerateSerializer, Immutable, Alias("BudgetView")]
public sealed record BudgetView(
    [property: Id(0)] string Name,
    [property: Id(1)] Usd Cap,
    [property: Id(2)] Usd Spent,
    [property: Id(3)] Usd Reserved)
{
    /// <summary>What is left; never below zero.</summary>
    public Usd Left() => Spent + Reserved >= Cap ? Usd.Zero : Cap - Spent - Reserved;
}
