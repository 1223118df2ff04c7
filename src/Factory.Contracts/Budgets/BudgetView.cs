using Factory.Contracts.Metering;

namespace Factory.Contracts.Budgets;

/// <summary>A budget as the API returns it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Cap">What may be spent; the cap of the budget around it where it has none of its own.</param>
/// <param name="Spent">What calls cost, as far as the lease holders have reported: behind by less than a lease while work goes on, exact when it rests.</param>
/// <param name="Reserved">Leased for calls, beyond <paramref name="Spent"/>.</param>
/// <param name="Calls">Model calls so far, told as <paramref name="Spent"/> is.</param>
/// <param name="Tokens">Their tokens, input and output.</param>
/// <param name="InheritsCap">True when it has no cap of its own: only the budgets around it end it.</param>
[GenerateSerializer, Immutable, Alias("BudgetView")]
public sealed record BudgetView(
    [property: Id(0)] string Name,
    [property: Id(1)] Usd Cap,
    [property: Id(2)] Usd Spent,
    [property: Id(3)] Usd Reserved,
    [property: Id(4)] long Calls = 0,
    [property: Id(5)] long Tokens = 0,
    [property: Id(6)] bool InheritsCap = false)
{
    /// <summary>What is left; never below zero.</summary>
    public Usd Remaining() => Spent + Reserved >= Cap ? Usd.Zero : Cap - Spent - Reserved;
}
