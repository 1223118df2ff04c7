using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Factory.Silo.Metrics;

/// <summary>
/// Listens to the silo's own instruments and those of the runtime, and writes them down in Prometheus' text form, as OpenTelemetry's own exporter for it would: that one has no
/// release that can be had here.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MetricsBoard : IDisposable
{
    /// <value>The meters that are listened to. The engine's is not: measuring each grain call would cost what the call costs; its own report has the same figures.</value>
    public static readonly IReadOnlyList<string> Meters = ["Factory", "Factory.Gateway", "Factory.Models", "Factory.Storage", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricInstrument> _instruments = new();
    private readonly Lock _scrape = new();

    /// <summary>Listens from now on.</summary>
    public MetricsBoard()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static i => new MetricInstrument(i)));
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out var _);
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Measure(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Measure((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Everything, in Prometheus' text form (version 0.0.4).</summary>
    public string Write()
    {
        lock (_scrape)
        {
            foreach (var instrument in _instruments.Values)
            {
                instrument.Forget();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _instruments.Values.GroupBy(i => PrometheusNames.OfFamily(i.Instrument, i.Kind)).OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                PrometheusText.Append(text, family.Key, [.. family]);
            }

            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => ((MetricInstrument)state!).Measure(value, tags);
}
