using Factory.Contracts.Metering;

namespace Factory.Contracts.Budgets;

/// <summary>Asks a budget for money to spend from without asking again. The same lease is taken in every budget of its chain.</summary>
/// <param name="LeaseId">Its id. Amounts are the lease's whole amount, so that the same request twice is granted once.</param>
/// <param name="Day">The day (UTC) whose budgets pay.</param>
/// <param name="Principal">Who spends.</param>
/// <param name="Budgets">The keys of all budgets that must grant it, outermost first.</param>
/// <param name="MinAmount">Less is of no use: refuse.</param>
/// <param name="RequestedAmount">More is not needed. Not less than <paramref name="MinAmount"/>.</param>
/// <param name="Usage">What was used of it so far.</param>
/// <param name="ParentCap">The least cap of the budgets around; what is shown where this one has no cap of its own.</param>
[GenerateSerializer, Immutable, Alias("LeaseRequest")]
public sealed record LeaseRequest(
    [property: Id(0)] string LeaseId,
    [property: Id(1)] DateOnly Day,
    [property: Id(2)] LeasePrincipal Principal,
    [property: Id(3)] IReadOnlyList<string> Budgets,
    [property: Id(4)] Usd MinAmount,
    [property: Id(5)] Usd RequestedAmount,
    [property: Id(6)] LeaseUsage Usage,
    [property: Id(7)] Usd ParentCap);

/// <summary>Who spends a lease: enough to write a ledger row for what a crash leaves of it.</summary>
/// <param name="PrincipalId">The attempt's id, or <c>key-NAME</c>.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
[GenerateSerializer, Immutable, Alias("LeasePrincipal")]
public sealed record LeasePrincipal(
    [property: Id(0)] string PrincipalId,
    [property: Id(1)] TaskId? Task,
    [property: Id(2)] RunId? Run,
    [property: Id(3)] AttemptId? Attempt,
    [property: Id(4)] AgentId? Agent,
    [property: Id(5)] string? TaskKind);

/// <summary>What was used of a lease.</summary>
/// <param name="Spent">Money.</param>
/// <param name="Calls">Model calls.</param>
/// <param name="Tokens">Their tokens, input and output.</param>
[GenerateSerializer, Immutable, Alias("LeaseUsage")]
public readonly record struct LeaseUsage([property: Id(0)] Usd Spent, [property: Id(1)] long Calls = 0, [property: Id(2)] long Tokens = 0);

/// <summary>A budget's answer.</summary>
/// <param name="IsGranted">False when the need does not fit; then nothing changed.</param>
/// <param name="Amount">The lease's whole amount now.</param>
/// <param name="Budget">The budget now.</param>
[GenerateSerializer, Immutable, Alias("LeaseResult")]
public sealed record LeaseResult([property: Id(0)] bool IsGranted, [property: Id(1)] Usd Amount, [property: Id(2)] BudgetView Budget);
