using System.Diagnostics.Metrics;

namespace Factory.Silo.Metrics;

/// <summary>What one instrument has measured. Tags that come in without end (a client can name any model) share one series after <see cref="MaxSeries"/>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MetricInstrument(Instrument instrument)
{
    public const int MaxSeries = 1_000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    // The bounds that OpenTelemetry's conventions for generative AI ask for: seconds, and tokens or other numbers.
    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly double[] Numbers = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

    private readonly Lock _lock = new();
    private readonly Dictionary<int, MetricSeries> _series = [];
    private readonly bool _isAbsolute = MetricKinds.IsAbsolute(instrument);
    private int _count;

    public Instrument Instrument => instrument;

    public MetricKind Kind { get; } = MetricKinds.Of(instrument);

    public double[] Bounds { get; } = MetricKinds.Of(instrument) != MetricKind.Histogram ? [] : instrument.Unit == "s" ? Seconds : Numbers;

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            var series = Find(tags);
            if (_isAbsolute)
            {
                series.Set(value);
            }
            else
            {
                series.Add(value);
            }
        }
    }

    /// <summary>What is observed anew each time begins anew: what is not there any more must not stay.</summary>
    public void Forget()
    {
        if (instrument.IsObservable)
        {
            lock (_lock)
            {
                _series.Clear();
                _count = 0;
            }
        }
    }

    /// <summary>Hands each series to a reader, one after the other.</summary>
    public void Read(Action<MetricSeries> reader)
    {
        lock (_lock)
        {
            foreach (var first in _series.Values)
            {
                for (var series = first; series is not null; series = series.Next)
                {
                    reader(series);
                }
            }
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = Hash(tags);
        var first = _series.GetValueOrDefault(hash);
        for (var series = first; series is not null; series = series.Next)
        {
            if (series.Has(tags))
            {
                return series;
            }
        }

        if (_count >= MaxSeries && tags.Length > 0 && !tags.SequenceEqual(Overflow))
        {
            return Find(Overflow);
        }

        _count++;
        return _series[hash] = new MetricSeries(tags.ToArray(), Bounds) { Next = first };
    }

    private static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (name, value) in tags)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
