using System.Diagnostics.Metrics;
using Factory.Gateway.Errors;

namespace Factory.Gateway;

/// <summary>
/// Counts the errors that the gateway returns itself. Calls that it forwards are measured by
/// <see cref="Factory.Metering.Calls.ModelCallTelemetry"/>.
/// </summary>
internal sealed class GatewayTelemetry : IDisposable
{
    /// <value>The name of the meter.</value>
    public const string Name = "Factory.Gateway";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _errors;

    /// <summary>Creates the instrument.</summary>
    public GatewayTelemetry() =>
        _errors = _meter.CreateCounter<long>(
            "factory.gateway.errors",
            "{call}",
            "Calls that the gateway answered with an error of its own.");

    /// <summary>Counts a call that the gateway answered with an error of its own.</summary>
    public void RecordError(GatewayErrorKind kind)
    {
        if (_errors.Enabled)
        {
            _errors.Add(1, new KeyValuePair<string, object?>("error.type", kind.ToString()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
