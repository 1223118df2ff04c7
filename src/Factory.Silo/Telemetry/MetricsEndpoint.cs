using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Telemetry;

internal static class MetricsEndpoint
{
    /// <summary><c>GET /metrics</c>, for Prometheus; it requires the access token, as the API does.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapPrometheusScrapingEndpoint(
            "/metrics",
            meterProvider: null,
            configureBranchedPipeline: branch => branch.Use(RefreshAsync),
            optionsName: null);

    // Budgets and spending are read for each scrape, so that they cost nothing while nobody scrapes.
    private static async Task RefreshAsync(HttpContext context, RequestDelegate next)
    {
        await context.RequestServices.GetRequiredService<SiloGauges>().RefreshAsync(context.RequestAborted);
        await next(context);
    }
}
