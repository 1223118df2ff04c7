using Factory.Engine.Activations;
using Factory.Engine.Catalog;
using Factory.Engine.Reminders;
using Factory.Engine.Streams;

namespace Factory.Engine.Diagnostics;

internal sealed class EngineDiagnostics(ActivationHost host, ActivationDirectory directory, GrainCatalog catalog, StreamHubs streams, ReminderService reminders)
    : IEngineDiagnostics
{
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Reading _last = new(host.StartedAt, []);
    private Reading _rates = new(host.StartedAt, []);

    public IReadOnlyDictionary<string, int> ActivationsByClass() =>
        directory.All().CountBy(activation => activation.Class.Name).ToDictionary(StringComparer.Ordinal);

    public EngineSnapshot Snapshot()
    {
        var now = host.Time.GetUtcNow();
        var alive = directory.Each().ToLookup(activation => activation.Class);
        var calls = catalog.Classes.ToDictionary(
            grainClass => grainClass.Name, grainClass => (double)(grainClass.Statistics.CallsOfEnded + alive[grainClass].Sum(activation => activation.CallCount)));
        var rates = RatesAt(now, calls);
        var classes = catalog.Classes
            .Where(grainClass => calls[grainClass.Name] > 0 || alive[grainClass].Any())
            .OrderBy(grainClass => grainClass.Name, StringComparer.Ordinal)
            .Select(grainClass => Read(grainClass, [.. alive[grainClass]], (long)calls[grainClass.Name], rates[grainClass.Name]));
        return new(now, [.. classes], host.Measures.Slowest.Read(now), streams.WaitingCount, reminders.Count);
    }

    private static GrainClassSnapshot Read(GrainClass grainClass, Activation[] alive, long calls, double rate)
    {
        var loads = alive.Where(activation => activation.HasOpenCalls).Select(activation => activation.Counts()).ToArray();
        var durations = grainClass.Statistics.Durations;
        return new(
            grainClass.Name,
            alive.Length,
            calls,
            rate,
            grainClass.Statistics.Errors,
            loads.Sum(load => load.Running),
            loads.Sum(load => load.Waiting),
            loads.Length == 0 ? 0 : loads.Max(load => load.Waiting),
            DurationHistogram.Percentile(durations, 0.5),
            DurationHistogram.Percentile(durations, 0.99));
    }

    /// <summary>Two who look in turn get the same rates: a window that is too short is not begun.</summary>
    private Dictionary<string, double> RatesAt(DateTimeOffset now, Dictionary<string, double> calls)
    {
        lock (_lock)
        {
            var window = now - _last.At;
            if (window >= ShortestWindow || _rates.Values.Count == 0)
            {
                var seconds = Math.Max(window.TotalSeconds, 0.001);
                _rates = new(now, calls.ToDictionary(pair => pair.Key, pair => (pair.Value - _last.Values.GetValueOrDefault(pair.Key)) / seconds));
                _last = new(now, calls);
            }

            return _rates.Values;
        }
    }

    private sealed record Reading(DateTimeOffset At, Dictionary<string, double> Values);
}
