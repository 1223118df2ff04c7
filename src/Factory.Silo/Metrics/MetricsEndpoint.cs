using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Metrics;

internal static class MetricsEndpoint
{
    /// <summary><c>GET /metrics</c>, for Prometheus; needs the access token as the API does.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", WriteAsync).ExcludeFromDescription();

    private static async Task<IResult> WriteAsync(SiloGauges gauges, MetricsBoard board, CancellationToken cancellationToken)
    {
        await gauges.RefreshAsync(cancellationToken);
        return Results.Text(board.Write(), PrometheusText.MediaType);
    }
}
