namespace Factory.Silo.Telemetry;

/// <summary>What the standard variables of OpenTelemetry say about whether anything is sent. The exporter reads the rest itself.</summary>
/// <param name="Endpoint">Where to; null when nothing is sent.</param>
/// <param name="Protocol">The protocol that is asked for; null for <c>http/protobuf</c>.</param>
/// <param name="HasName">True when the service has been given a name.</param>
internal sealed record OtlpOptions(string? Endpoint, string? Protocol, bool HasName)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">Looks a variable up; null when it is not set.</param>
    public static OtlpOptions Read(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        var isOff = string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return new(
            isOff ? null : Set(Prefix + "ENDPOINT") ?? Set(Prefix + "TRACES_ENDPOINT") ?? Set(Prefix + "METRICS_ENDPOINT"),
            Set(Prefix + "PROTOCOL"),
            Set("OTEL_SERVICE_NAME") is not null);
    }
}
