using System.Diagnostics.Metrics;
using Factory.Silo.Api;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Registers metrics and traces: one OpenTelemetry pipeline, scraped by Prometheus and, when the environment names an
/// endpoint, exported over OTLP.
/// </summary>
internal static class TelemetryServiceCollectionExtensions
{
    private const string ServiceName = "agentic-factory";
    private const string Orleans = "Microsoft.Orleans";
    private const int LibraryCardinalityLimit = 200;

    private static readonly string[] Meters = ["Factory", "Factory.Gateway", "Factory.Metering", "Factory.Storage", Orleans];
    private static readonly string[] Sources = ["Factory.Metering", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime"];

    /// <summary>Adds the metrics and the services of <c>/metrics</c>.</summary>
    public static IServiceCollection AddFactoryMetrics(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloGauges>();
        services.AddOpenTelemetry()
            .ConfigureResource(ConfigureResource)
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddRuntimeInstrumentation()
                .AddView(CardinalityViewFor)
                // The exporter's cache would answer a scrape with values from before the gauges were refreshed for it.
                .AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 0));
        return services;
    }

    /// <summary>
    /// Exports traces and metrics over OTLP when the configuration names an endpoint. Otherwise requests, model calls
    /// and grain calls create no spans.
    /// </summary>
    public static IServiceCollection AddFactoryOtlp(this IServiceCollection services, IConfiguration configuration)
    {
        var signals = OtlpEndpoints.Read(configuration);
        if (signals.Metrics is not null)
        {
            // Only with an exporter: otherwise requests through the gateway would be measured twice for nothing.
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
                // Processors run in the order in which they are added, and the exporter skips spans that are not
                // recorded: the filter must come before it.
                .AddProcessor(new PollingSpanFilter())
                .AddOtlpExporter(exporter => ConfigureExporter(exporter, configuration, "TRACES")));
        }

        return (signals.Traces ?? signals.Metrics) is null && signals.Invalid.Count == 0
            ? services
            : services.AddSingleton(signals).AddHostedService<OtlpExportService>();
    }

    // Memory for series is allocated when an instrument is created. Libraries have a hundred instruments with few
    // series each; the default of 2,000 is for labels that clients choose.
    private static MetricStreamConfiguration? CardinalityViewFor(Instrument instrument) =>
        instrument.Meter.Name is Orleans or "System.Runtime" ? new() { CardinalityLimit = LibraryCardinalityLimit } : null;

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read after this and win.
    private static void ConfigureResource(ResourceBuilder resource) =>
        resource.Clear()
            .AddService(ServiceName, serviceVersion: SiloInfo.ProgramVersion)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();

    private static void ConfigureExporter(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        // The default of the specification, and the only protocol that Langfuse accepts; the library's default is gRPC.
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_PROTOCOL"]))
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        }

        // The library reads the variables of a single signal only when all signals are exported.
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
