using System.Diagnostics.Metrics;
using System.Text;

namespace Factory.Silo.Metrics;

/// <summary>OpenTelemetry's names as Prometheus writes them: <c>gen_ai.client.operation.duration</c> in seconds becomes <c>gen_ai_client_operation_duration_seconds</c>.</summary>
internal static class PrometheusNames
{
    /// <summary>The name of an instrument's family.</summary>
    public static string OfFamily(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name, colons: true);
        var unit = instrument.Unit switch
        {
            null or "" or "1" => "",
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "USD" => "usd",
            ['{', ..] => "",
            var other => Clean(other, colons: false),
        };
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
        {
            name = $"{name}_{unit}";
        }

        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string tag) => Clean(tag, colons: false);

    private static string Clean(string text, bool colons)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var c in text)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':') ? c : '_');
        }

        return name.Length == 0 ? "_" : char.IsAsciiDigit(name[0]) ? "_" + name : name.ToString();
    }
}
