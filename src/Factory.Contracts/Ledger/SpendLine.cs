using Factory.Contracts.Metering;

namespace Factory.Contracts.Ledger;

/// <summary>What a report of spending is grouped by.</summary>
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

/// <summary>One line of a report of spending.</summary>
/// <param name="Name">What it is about: a day, an agent, …; <c>-</c> for calls that belong to none.</param>
/// <param name="Calls">Calls that reached a provider.</param>
/// <param name="Usage">Their tokens.</param>
/// <param name="Cost">Money that providers bill, with what a crash left unaccounted.</param>
/// <param name="Unaccounted">The part of <paramref name="Cost"/> that a crash left without a record.</param>
/// <param name="SubscriptionValue">What subscription calls would have cost; not part of <paramref name="Cost"/>.</param>
[GenerateSerializer, Immutable, Alias("SpendLine")]
public sealed record SpendLine(
    [property: Id(0)] string Name,
    [property: Id(1)] long Calls,
    [property: Id(2)] TokenUsage Usage,
    [property: Id(3)] Usd Cost,
    [property: Id(4)] Usd Unaccounted,
    [property: Id(5)] Usd SubscriptionValue);
