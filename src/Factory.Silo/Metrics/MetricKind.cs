using System.Diagnostics.Metrics;

namespace Factory.Silo.Metrics;

/// <summary>What Prometheus calls an instrument.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts in buckets.</summary>
    Histogram,
}

internal static class MetricKinds
{
    public static MetricKind Of(Instrument instrument) => Shape(instrument) switch
    {
        "Counter" or "ObservableCounter" => MetricKind.Counter,
        "Histogram" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    /// <summary>True for instruments whose measurement replaces the one before; others add up.</summary>
    public static bool IsAbsolute(Instrument instrument) => instrument.IsObservable || Shape(instrument) == "Gauge";

    private static string Shape(Instrument instrument) => instrument.GetType().Name.Split('`')[0];
}
