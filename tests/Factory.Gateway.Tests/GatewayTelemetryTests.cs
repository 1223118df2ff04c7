using System.Diagnostics.Metrics;

namespace Factory.Gateway.Tests;

public sealed class GatewayTelemetryTests
{
    /// <summary>Without advice a reader takes bounds made for milliseconds, and all calls fall into one of them.</summary>
    [Fact]
    public void Constructor_Histograms_HaveTheConventionsBoundaries()
    {
        var bounds = new Dictionary<string, (double First, double Last)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                (double, double)? ends = instrument switch
                {
                    Histogram<double> { Advice.HistogramBucketBoundaries: { } seconds } => (seconds[0], seconds[^1]),
                    Histogram<long> { Advice.HistogramBucketBoundaries: { } numbers } => (numbers[0], numbers[^1]),
                    _ => null,
                };
                if (instrument.Meter.Name == GatewayTelemetry.Name && ends is { } found)
                {
                    lock (bounds)
                    {
                        bounds[instrument.Name] = found;
                    }
                }
            },
        };
        listener.Start();
        using var telemetry = new GatewayTelemetry();

        bounds["gen_ai.client.operation.duration"].ShouldBe((0.01, 81.92));
        bounds["gen_ai.client.token.usage"].ShouldBe((1, 67_108_864));
    }
}
