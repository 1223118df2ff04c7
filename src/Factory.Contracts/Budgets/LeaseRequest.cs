using Factory.Contracts.Metering;

namespace Factory.Contracts.Budgets;

/// <summary>Asks a budget for money to spend from without asking again. The same lease is taken in every budget of its chain.</summary>
/// <param name="Lease">Its id. Amounts are the lease's whole amount, so that the same request twice is granted once.</param>
/// <param name="Day">The day (UTC) whose budgets pay.</param>
/// <param name="Holder">Who spends.</param>
/// <param name="Chain">The keys of all budgets that must grant it, outermost first.</param>
/// <param name="Need">Less is of no use: refuse.</param>
/// <param name="Wish">More is not needed. Not less than <paramref name="Need"/>.</param>
/// <param name="Use">What was used of it so far.</param>
/// <param name="OuterCap">The least cap of the budgets around; what is shown where this one has no cap of its own.</param>
[GenerateSerializer, Immutable, Alias("LeaseRequest")]
public sealed record LeaseRequest(
    [property: Id(0)] string Lease,
    [property: Id(1)] DateOnly Day,
    [property: Id(2)] LeaseHolder Holder,
    [property: Id(3)] IReadOnlyList<string> Chain,
    [property: Id(4)] Usd Need,
    [property: Id(5)] Usd Wish,
    [property: Id(6)] LeaseUse Use,
    [property: Id(7)] Usd OuterCap);

/// <summary>Who spends a lease: enough to write a ledger row for what a crash leaves of it.</summary>
/// <param name="Holder">The attempt's id, or <c>key-NAME</c>.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
[GenerateSerializer, Immutable, Alias("LeaseHolder")]
public sealed record LeaseHolder(
    [property: Id(0)] string Holder,
    [property: Id(1)] TaskId? Task,
    [property: Id(2)] RunId? Run,
    [property: Id(3)] AttemptId? Attempt,
    [property: Id(4)] AgentId? Agent,
    [property: Id(5)] string? TaskKind);

/// <summary>What was used of a lease.</summary>
/// <param name="Spent">Money.</param>
/// <param name="Calls">Model calls.</param>
/// <param name="Tokens">Their tokens, input and output.</param>
[GenerateSerializer, Immutable, Alias("LeaseUse")]
public readonly record struct LeaseUse([property: Id(0)] Usd Spent, [property: Id(1)] long Calls = 0, [property: Id(2)] long Tokens = 0);

/// <summary>A budget's answer.</summary>
/// <param name="IsGranted">False when the need does not fit; then nothing changed.</param>
/// <param name="Amount">The lease's whole amount now.</param>
/// <param name="Budget">The budget now.</param>
[GenerateSerializer, Immutable, Alias("LeaseAnswer")]
public sealed record LeaseAnswer([property: Id(0)] bool IsGranted, [property: Id(1)] Usd Amount, [property: Id(2)] BudgetView Budget);
