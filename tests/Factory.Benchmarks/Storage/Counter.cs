using System.Globalization;
using Factory.Contracts.Events;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Benchmarks.Storage;

/// <summary>A state of the size of a small task, with an index row and an event for each change.</summary>
[Alias("BenchmarkCounter")]
public sealed record Counter(string Key, int Count, DateTimeOffset At, string Note) : IIndexed
{
    public const string StateName = "benchmark-counter";

    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Counter New(string key) => new(key, 0, Epoch, "A tip calculator for restaurant bills");

    public IndexRow ToIndexRow() => new("counter", Key, null, "open", Epoch, ViewOf(Count));

    public FactoryEvent ToEvent() => new(0, At, "counter.counted", Key, null, null, $"{Key} is {Count}", DataOf(Count));

    public static string ViewOf(int count) => string.Create(CultureInfo.InvariantCulture, $$"""{"count":{{count}}}""");

    public static Dictionary<string, string> DataOf(int count) => new() { ["count"] = count.ToString(CultureInfo.InvariantCulture) };
}
