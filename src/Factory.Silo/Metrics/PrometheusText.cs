using System.Globalization;
using System.Text;

namespace Factory.Silo.Metrics;

/// <summary>Prometheus' text form: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
internal static class PrometheusText
{
    /// <value>The media type.</value>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>One family. Several meters can have an instrument of one name: a label says whose it is. One of another kind is left out: a family has one.</summary>
    public static void Append(StringBuilder text, string name, IReadOnlyList<MetricInstrument> instruments)
    {
        var kind = instruments[0].Kind;
        var help = instruments.Select(i => i.Instrument.Description).FirstOrDefault(d => !string.IsNullOrEmpty(d));
        if (help is not null)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        foreach (var instrument in instruments.Where(i => i.Kind == kind))
        {
            instrument.Read(series => Append(text, name, instrument, series));
        }
    }

    private static void Append(StringBuilder text, string name, MetricInstrument instrument, MetricSeries series)
    {
        var labels = Labels(instrument, series.Tags);
        if (instrument.Kind != MetricKind.Histogram)
        {
            Line(text, name, "", labels, null, series.Value);
            return;
        }

        long below = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            below += series.Buckets[i];
            Line(text, name, "_bucket", labels, i < instrument.Bounds.Length ? Number(instrument.Bounds[i]) : "+Inf", below);
        }

        Line(text, name, "_sum", labels, null, series.Value);
        Line(text, name, "_count", labels, null, series.Count);
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, string? bound, double value)
    {
        text.Append(name).Append(suffix).Append('{').Append(labels);
        if (bound is not null)
        {
            text.Append(",le=\"").Append(bound).Append('"');
        }

        text.Append("} ").Append(Number(value)).Append('\n');
    }

    private static string Labels(MetricInstrument instrument, KeyValuePair<string, object?>[] tags)
    {
        var labels = new StringBuilder("otel_scope_name=\"").Append(Escape(instrument.Instrument.Meter.Name)).Append('"');

        // Two tags can become one label: what comes later is left out, as a label may stand once.
        foreach (var tag in tags.DistinctBy(t => PrometheusNames.OfLabel(t.Key)))
        {
            labels.Append(',').Append(PrometheusNames.OfLabel(tag.Key)).Append("=\"").Append(Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
