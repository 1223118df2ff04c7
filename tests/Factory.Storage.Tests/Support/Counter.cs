using Factory.Contracts.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;
using Factory.Domain.States;

namespace Factory.Storage.Tests.Support;

#pragma warning disable ORLEANS0011 // One alias twice is the point: an older and a newer program each have a class of that name.
/// <summary>A state that counts, with everything that may follow from a write.</summary>
[Alias("Counter")]
public sealed record Counter(string Key, int Count, DateTimeOffset CreatedAt, string Status = "open", string? Parent = null) : IIndexed
{
    public const string StateName = "counter";

    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IndexRow ToIndexRow() => new("counter", Key, Parent, Status, CreatedAt, $$"""{"count":{{Count}}}""");
}

/// <summary>Another state class, as a mistake would bring it under the same name.</summary>
[Alias("Other")]
public sealed record Other(string Text);

/// <summary>What a newer program would know as version 2.</summary>
[Alias("Counter"), StateVersion(2)]
public sealed record NewerCounter(string Key, int Count);

internal static class Counters
{
    /// <summary>Counts one up, with an event and a outbox message.</summary>
    public static void Increment(this DurableState<Counter> durable, string key, RunId? run = null)
    {
        var last = durable.Value ?? new Counter(key, 0, Counter.Epoch);
        var next = last with { Count = last.Count + 1 };
        durable.Stage(next, [Event(key, next.Count, run)], [new OutboxMessage("counter", "kev-main", key)]);
    }

    public static FactoryEvent Event(string subject, int count, RunId? run = null) =>
        new(
            0,
            Counter.Epoch.AddSeconds(count),
            "counted",
            subject,
            run,
            null,
            $"{subject} is {count}",
            new Dictionary<string, string> { ["count"] = $"{count}" });
}
