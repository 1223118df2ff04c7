using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;

namespace Factory.Domain.Tests.Budgets;

/// <summary>A budget with leases of an attempt, in US dollars.</summary>
internal static class GivenBudget
{
    public static readonly BudgetId Name = BudgetId.Parse("budget-day-2030-01-02");

    public static readonly DateOnly Day = new(2030, 1, 2);

    private static readonly LeasePrincipal Holder = new(PrincipalId.Parse("attempt-1"), null, null, null, null, null);

    public static BudgetState Empty { get; } = new() { Name = Name };

    public static Usd Usd(decimal amount) => new(amount);

    public static LeaseRequest Request(string lease, decimal need, decimal requested, decimal spent = 0, long calls = 0, long tokens = 0) =>
        new(new LeaseId(lease), Day, Holder, [Name], Usd(need), Usd(requested), new LeaseUsage(Usd(spent), calls, tokens), Usd(1_000));

    /// <summary>Takes exactly this much, whatever the cap.</summary>
    public static BudgetState With(this BudgetState budget, string lease, decimal amount, decimal spent = 0) =>
        BudgetRules.AcquireLease(budget, null, Request(lease, amount, amount, spent)).ShouldNotBeNull();

    public static BudgetState Closed(this BudgetState budget, string lease, decimal spent, long calls = 0, long tokens = 0) =>
        BudgetRules.CloseLease(budget, new LeaseId(lease), new LeaseUsage(Usd(spent), calls, tokens));

    /// <summary>All that counts, as text: records compare their collections by reference.</summary>
    public static string Look(this BudgetState budget) =>
        $"{budget.Spent} {budget.Calls} {budget.Tokens} " +
        $"[{string.Join(", ", budget.Leases.Select(l => $"{l.Key}: {l.Value.Amount} {l.Value.Usage}"))}] closed " +
        $"{string.Join(' ', budget.ClosedLeases)}";
}
