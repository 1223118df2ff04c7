using System.Diagnostics.Metrics;
using Factory.Silo.Api;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Factory.Silo.Telemetry;

/// <summary>Wires metrics and traces: one pipeline of OpenTelemetry, read by Prometheus and, where the environment says so, sent over OTLP.</summary>
internal static class TelemetryServiceCollectionExtensions
{
    private const string ServiceName = "agentic-factory";
    private const string Orleans = "Microsoft.Orleans";
    private const int LibraryCardinalityLimit = 200;

    private static readonly string[] Meters = ["Factory", "Factory.Gateway", "Factory.Metering", "Factory.Storage", Orleans];
    private static readonly string[] Sources = ["Factory.Metering", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime"];

    /// <summary>The metrics and what <c>/metrics</c> needs.</summary>
    public static IServiceCollection AddFactoryMetrics(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloGauges>();
        services.AddOpenTelemetry()
            .ConfigureResource(ConfigureResource)
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddRuntimeInstrumentation()
                .AddView(CardinalityViewFor)
                .AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 0));
        return services;
    }

    /// <summary>Sends traces and metrics over OTLP when the configuration says where to. When it does not, no request, call of a model or call of a grain makes a span.</summary>
    public static IServiceCollection AddFactoryOtlp(this IServiceCollection services, IConfiguration configuration)
    {
        var signals = OtlpEndpoints.Read(configuration);
        if (signals.Metrics is not null)
        {
            // Only here: a request through the gateway must not be measured twice when nobody asked for it.
            services.AddOpenTelemetry().WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddOtlpExporter(exporter => ConfigureExporter(exporter, configuration, "METRICS")));
        }

        if (signals.Traces is not null)
        {
            services.AddOpenTelemetry().WithTracing(traces => traces
                .AddSource(Sources)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddProcessor(new PollingSpanFilter())
                .AddOtlpExporter(exporter => ConfigureExporter(exporter, configuration, "TRACES")));
        }

        return (signals.Traces ?? signals.Metrics) is null && signals.Invalid.Count == 0 ? services : services.AddSingleton(signals).AddHostedService<OtlpExportService>();
    }

    // Room for series is taken when an instrument is made. Libraries have a hundred instruments and few series each; the usual 2,000 are for names that clients choose.
    private static MetricStreamConfiguration? CardinalityViewFor(Instrument instrument) =>
        instrument.Meter.Name is Orleans or "System.Runtime" ? new() { CardinalityLimit = LibraryCardinalityLimit } : null;

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read after this and win.
    private static void ConfigureResource(ResourceBuilder resource) =>
        resource.Clear().AddService(ServiceName, serviceVersion: SiloInfo.ProgramVersion).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static void ConfigureExporter(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        // The specification's own default, and the only one that Langfuse takes; this library's would be gRPC.
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_PROTOCOL"]))
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        }

        // The library reads what is for one signal only where all signals are sent.
        if (Uri.TryCreate(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"], UriKind.Absolute, out var endpoint))
        {
            exporter.Endpoint = endpoint;
        }

        if (configuration[$"OTEL_EXPORTER_OTLP_{signal}_HEADERS"] is { Length: > 0 } headers)
        {
            exporter.Headers = headers;
        }
    }
}
