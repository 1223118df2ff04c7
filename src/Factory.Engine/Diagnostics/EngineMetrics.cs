using System.Diagnostics.Metrics;

namespace Factory.Engine.Diagnostics;

/// <summary>The engine's instruments, in the meter <c>Factory.Engine</c>.</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "Factory.Engine";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _calls;
    private readonly Counter<long> _failures;
    private readonly UpDownCounter<long> _activations;
    private readonly Histogram<double> _durations;

    public EngineMetrics()
    {
        _calls = _meter.CreateCounter<long>("grain.calls", "{call}", "Calls that grains started, with ticks and stream deliveries.");
        _failures = _meter.CreateCounter<long>("grain.call.failures", "{call}", "Calls that ended with an exception.");
        _durations = _meter.CreateHistogram<double>("grain.call.duration", "s", "Time inside grains, of the calls that are measured.");
        _activations = _meter.CreateUpDownCounter<long>("grain.activations", "{activation}", "Grains in memory.");
    }

    public void CallStarted() => _calls.Add(1);

    public void CallFailed() => _failures.Add(1);

    public void Activated(string grainClass) => _activations.Add(1, new KeyValuePair<string, object?>("grain.class", grainClass));

    public void Deactivated(string grainClass) => _activations.Add(-1, new KeyValuePair<string, object?>("grain.class", grainClass));

    public void CallMeasured(TimeSpan duration, string grainClass)
    {
        if (_durations.Enabled)
        {
            _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("grain.class", grainClass));
        }
    }

    public void Dispose() => _meter.Dispose();
}
