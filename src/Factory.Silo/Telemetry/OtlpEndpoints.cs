using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Where OpenTelemetry's standard variables direct traces and metrics. The library reads all other settings itself.
/// </summary>
/// <param name="Traces">Where traces go; null when they are not sent.</param>
/// <param name="Metrics">Where metrics go; null when they are not sent.</param>
/// <param name="Invalid">
/// The variables that name no http or https URL, or a file that is not there: the library would use its default address
/// instead, or fail the start of the silo, so nothing is sent for them.
/// </param>
internal sealed record OtlpEndpoints(Uri? Traces, Uri? Metrics, IReadOnlyList<string> Invalid)
{
    private const string Prefix = "OTEL_";
    private const string Exporter = Prefix + "EXPORTER_OTLP_";
    private static readonly string[] Files = [Exporter + "CERTIFICATE", Exporter + "CLIENT_CERTIFICATE", Exporter + "CLIENT_KEY"];

    /// <summary>Reads the variables.</summary>
    public static OtlpEndpoints Read(IConfiguration configuration)
    {
        var invalid = new List<string>();
        if (string.Equals(configuration[Prefix + "SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return new(null, null, invalid);
        }

        invalid.AddRange(Files.Where(name => configuration[name] is { Length: > 0 } file && !File.Exists(file)));
        if (invalid.Count > 0)
        {
            return new(null, null, invalid);
        }

        var both = Url(configuration, Exporter + "ENDPOINT", null, invalid);
        return new(
            Url(configuration, Exporter + "TRACES_ENDPOINT", both, invalid),
            Url(configuration, Exporter + "METRICS_ENDPOINT", both, invalid),
            invalid);
    }

    /// <summary>
    /// The OTEL_ variables of an environment as host configuration, from which the library reads them; the host has no
    /// other configuration here.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string?>> FromEnvironment(IDictionary environment) => environment
        .Keys
        .Cast<string>()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => new KeyValuePair<string, string?>(name, (string?)environment[name]));

    private static Uri? Url(IConfiguration configuration, string name, Uri? otherwise, List<string> invalid)
    {
        if (configuration[name] is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        // HOST:PORT parses as an absolute URI, too, with the host as its scheme.
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        // Null, not the common endpoint: the operator has named another place for this signal, so it must not go there.
        invalid.Add(name);
        return null;
    }
}
