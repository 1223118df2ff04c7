using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Contracts.Ledger;

/// <summary>
/// One model call that reached a provider, or the part of a lease for which a crash left no row. The sum of a budget's
/// rows is the amount that it has spent.
/// </summary>
/// <param name="CallId">Id of the call. Appending the same id again has no effect.</param>
/// <param name="LeaseId">The lease that paid for it.</param>
/// <param name="Day">The day (UTC) whose budgets paid: that of the lease, also for a call that ends after
/// midnight.</param>
/// <param name="At">When the call started.</param>
/// <param name="PrincipalId">Who spent: an attempt, or a named key.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
/// <param name="Model">The model.</param>
/// <param name="ModelApi">The API of the caller's request; for the built-in loop, that of the provider. Null where a
/// crash left no record of the call.</param>
/// <param name="Usage">The provider's usage; an estimate if it reported none (see <paramref name="Outcome"/>).</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Billing">How it is billed.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Status">The provider's HTTP status; null when it did not respond or is not reached over HTTP.</param>
/// <param name="Latency">From the call's start to its end.</param>
/// <param name="FirstToken">From the call's start to the first byte of the response; null when there was none.</param>
/// <param name="Error">What went wrong, one line without secrets; null when nothing did.</param>
[GenerateSerializer, Immutable, Alias("LedgerRow")]
public sealed record LedgerRow(
    [property: Id(0)] string CallId,
    [property: Id(1)] LeaseId LeaseId,
    [property: Id(2)] DateOnly Day,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] PrincipalId PrincipalId,
    [property: Id(5)] TaskId? Task,
    [property: Id(6)] RunId? Run,
    [property: Id(7)] AttemptId? Attempt,
    [property: Id(8)] AgentId? Agent,
    [property: Id(9)] string? TaskKind,
    [property: Id(10)] ModelRef Model,
    [property: Id(11)] ModelApi? ModelApi,
    [property: Id(12)] TokenUsage Usage,
    [property: Id(13)] Usd Cost,
    [property: Id(14)] Billing Billing,
    [property: Id(15)] CallOutcome Outcome,
    [property: Id(16)] int? Status,
    [property: Id(17)] TimeSpan Latency,
    [property: Id(18)] TimeSpan? FirstToken,
    [property: Id(19)] string? Error);
