using Factory.Contracts.Metering;

namespace Factory.Contracts.Budgets;

/// <summary>
/// Requests a lease: an amount that can be spent without further calls to the budget. The same lease is taken in every
/// budget of a chain.
/// </summary>
/// <param name="LeaseId">Id of the lease. Amounts are totals of the lease and not increments, so that a repeated
/// request is granted once.</param>
/// <param name="Day">The day (UTC) whose budgets pay.</param>
/// <param name="Principal">Who spends.</param>
/// <param name="Budgets">The keys of all budgets that must grant it, outermost first.</param>
/// <param name="MinAmount">The minimum amount; if less is available, the request is rejected.</param>
/// <param name="RequestedAmount">The maximum amount. Not less than <paramref name="MinAmount"/>.</param>
/// <param name="Usage">Usage of the lease so far.</param>
/// <param name="ParentCap">The lowest cap of the enclosing budgets, shown for a budget without a cap of its
/// own.</param>
[GenerateSerializer, Immutable, Alias("LeaseRequest")]
public sealed record LeaseRequest(
    [property: Id(0)] LeaseId LeaseId,
    [property: Id(1)] DateOnly Day,
    [property: Id(2)] LeasePrincipal Principal,
    [property: Id(3)] IReadOnlyList<BudgetId> Budgets,
    [property: Id(4)] Usd MinAmount,
    [property: Id(5)] Usd RequestedAmount,
    [property: Id(6)] LeaseUsage Usage,
    [property: Id(7)] Usd ParentCap);

/// <summary>Who spends a lease: enough to write a ledger row for the part that a crash leaves without one.</summary>
/// <param name="PrincipalId">The attempt's id, or <c>key-NAME</c>.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
[GenerateSerializer, Immutable, Alias("LeasePrincipal")]
public sealed record LeasePrincipal(
    [property: Id(0)] PrincipalId PrincipalId,
    [property: Id(1)] TaskId? Task,
    [property: Id(2)] RunId? Run,
    [property: Id(3)] AttemptId? Attempt,
    [property: Id(4)] AgentId? Agent,
    [property: Id(5)] string? TaskKind);

/// <summary>Usage of a lease.</summary>
/// <param name="Spent">Cost of the calls.</param>
/// <param name="Calls">Model calls.</param>
/// <param name="Tokens">Their tokens, input and output.</param>
[GenerateSerializer, Immutable, Alias("LeaseUsage")]
public readonly record struct LeaseUsage([property: Id(0)] Usd Spent, [property: Id(1)] long Calls = 0, [property: Id(2)] long Tokens = 0);

/// <summary>Response of a budget to a lease request.</summary>
/// <param name="IsGranted">False when less than the minimum is available; then nothing changed.</param>
/// <param name="Amount">The total amount of the lease.</param>
/// <param name="Budget">The budget afterwards.</param>
[GenerateSerializer, Immutable, Alias("LeaseResult")]
public sealed record LeaseResult([property: Id(0)] bool IsGranted, [property: Id(1)] Usd Amount, [property: Id(2)] BudgetView Budget);
