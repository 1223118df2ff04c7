using Factory.Contracts.Metering;

namespace Factory.Contracts.Ledger;

/// <summary>Groupings of a spend report.</summary>
public enum SpendBy
{
    /// <summary>The day (UTC) whose budgets paid.</summary>
    Day,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>Provider and model.</summary>
    Model,

    /// <summary>The task.</summary>
    Task,

    /// <summary>The run.</summary>
    Run,

    /// <summary>The attempt or named key.</summary>
    Principal,
}

/// <summary>One line of a spend report.</summary>
/// <param name="Name">The group: a day, an agent, …; <c>-</c> for calls without one.</param>
/// <param name="Calls">Calls that reached a provider.</param>
/// <param name="Usage">Their tokens.</param>
/// <param name="Cost">Cost of calls that are billed by the token, unaccounted amounts included.</param>
/// <param name="Unaccounted">The part of <paramref name="Cost"/> for which a crash left no rows.</param>
/// <param name="SubscriptionValue">What subscription calls would have cost; not part of
/// <paramref name="Cost"/>.</param>
[GenerateSerializer, Immutable, Alias("SpendLine")]
public sealed record SpendLine(
    [property: Id(0)] string Name,
    [property: Id(1)] long Calls,
    [property: Id(2)] TokenUsage Usage,
    [property: Id(3)] Usd Cost,
    [property: Id(4)] Usd Unaccounted,
    [property: Id(5)] Usd SubscriptionValue);
