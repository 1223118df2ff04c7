using Factory.Contracts.Metering;

namespace Factory.Contracts.Budgets;

/// <summary>A budget as the API returns it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Cap">The hard cap; that of the enclosing budget when it has none of its own.</param>
/// <param name="Spent">Cost of the calls as far as reported: while work is running it can lag by less than a lease,
/// otherwise it is exact.</param>
/// <param name="Reserved">Amount that is reserved by leases beyond <paramref name="Spent"/>.</param>
/// <param name="Calls">Model calls so far, as current as <paramref name="Spent"/>.</param>
/// <param name="Tokens">Their tokens, input and output.</param>
/// <param name="InheritsCap">True when it has no cap of its own, and only the enclosing budgets limit it.</param>
[GenerateSerializer, Immutable, Alias("BudgetView")]
public sealed record BudgetView(
    [property: Id(0)] BudgetId Name,
    [property: Id(1)] Usd Cap,
    [property: Id(2)] Usd Spent,
    [property: Id(3)] Usd Reserved,
    [property: Id(4)] long Calls = 0,
    [property: Id(5)] long Tokens = 0,
    [property: Id(6)] bool InheritsCap = false)
{
    /// <summary>The amount that is left; never below zero.</summary>
    public Usd Remaining() => Spent + Reserved >= Cap ? Usd.Zero : Cap - Spent - Reserved;
}
