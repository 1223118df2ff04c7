using Factory.Silo.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Factory.Silo.Telemetry;

/// <summary>OpenTelemetry's own providers and exporters. They read the standard variables: address, headers, protocol, time-outs, sampling, resource.</summary>
internal sealed class OtlpProviders : IDisposable
{
    private const string ServiceName = "agentic-factory";
    private const int DisposeMilliseconds = 3_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpProviders(TracerProvider traces, MeterProvider metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Begins to send.</summary>
    public static OtlpProviders Open(OtlpOptions options, string version)
    {
        void Describe(ResourceBuilder resource)
        {
            if (!options.HasName)
            {
                resource.AddService(ServiceName, serviceVersion: version);
            }
        }

        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource("Factory.Gateway", "Factory.Models")
            .AddOtlpExporter(o => Choose(o, options))
            .Build();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter([.. MetricsBoard.Meters])
            .AddOtlpExporter(o => Choose(o, options))
            .Build();
        return new OtlpProviders(traces, metrics);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Shutdown(DisposeMilliseconds);
        _metrics.Shutdown(DisposeMilliseconds);
        _traces.Dispose();
        _metrics.Dispose();
    }

    // The specification's own default, and the only one that Langfuse takes; this library's would be gRPC.
    private static void Choose(OtlpExporterOptions exporter, OtlpOptions options)
    {
        if (options.Protocol is null)
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        }
    }
}
