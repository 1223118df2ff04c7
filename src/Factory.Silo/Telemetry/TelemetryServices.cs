using Factory.Silo.Api;
using Factory.Silo.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Telemetry;

/// <summary>Wires metrics and traces.</summary>
internal static class TelemetryServices
{
    /// <summary>What <c>/metrics</c> needs. Safe to call twice.</summary>
    public static IServiceCollection AddFactoryMetrics(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloGauges>();
        services.TryAddSingleton<MetricsBoard>();
        return services;
    }

    /// <summary>Sends traces and metrics over OTLP when the environment says where to.</summary>
    /// <param name="services">The silo's.</param>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    public static IServiceCollection AddFactoryOtlp(this IServiceCollection services, Func<string, string?> variable) => services.AddFactoryMetrics().AddHostedService(s => new OtlpExport(
        s,
        s.GetRequiredService<SiloIdentity>(),
        s.GetRequiredService<IHostApplicationLifetime>(),
        s.GetRequiredService<TimeProvider>(),
        s.GetRequiredService<ILogger<OtlpExport>>(),
        variable));
}
