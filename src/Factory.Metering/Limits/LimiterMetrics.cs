using System.Diagnostics.Metrics;
using Factory.Domain.Limits;
using Factory.Metering.Calls;

namespace Factory.Metering.Limits;

/// <summary>The state of the limiters as instruments, read when metrics are collected.</summary>
internal sealed class LimiterMetrics : IDisposable
{
    private readonly System.Diagnostics.Metrics.Meter _meter = new(ModelCallTelemetry.SourceName);

    /// <summary>Creates the instruments.</summary>
    /// <param name="snapshots">Reads the state of all limiters.</param>
    public LimiterMetrics(Func<IReadOnlyList<LimiterSnapshot>> snapshots)
    {
        Gauge("factory.provider.calls.active", "{call}", "Calls under way.", g => g.ActiveCalls);
        Gauge("factory.provider.calls.queued", "{call}", "Calls that wait for a permit.", g => g.QueuedCalls);
        Gauge(
            "factory.provider.available",
            "",
            "1 while the provider takes calls, 0 while it accepts no calls.",
            g => g.Health.AcceptsCalls ? 1 : 0);
        Gauge(
            "factory.provider.circuit_state",
            "",
            "0 closed, 1 half open, 2 open.",
            g => g.Circuit switch { CircuitState.Closed => 0, CircuitState.HalfOpen => 1, _ => 2 });
        Gauge(
            "factory.provider.quota.remaining",
            "",
            "The part of today's quota that is left, 0 to 1; absent where there is none.",
            g => g.Health.QuotaRemaining);

        void Gauge(string name, string unit, string description, Func<LimiterSnapshot, double?> value) => _meter.CreateObservableGauge(
            name,
            () =>
                snapshots()
                    .Where(g => value(g) is not null)
                    .Select(g =>
                        new Measurement<double>(value(g)!.Value, new KeyValuePair<string, object?>("gen_ai.provider.name", g.Provider))),
            unit,
            description);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
