using Factory.Contracts.Diagnostics;
using Factory.Silo.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class GrainEndpoints
{
    public static void MapGrains(this IEndpointRouteBuilder api) =>
        api.MapGet("grains", GetAsync)
            .WithTags("Silo")
            .WithName("GetGrains")
            .WithSummary("Grains in memory, their calls, the slowest calls, and the commits of the store.");

    private static async Task<ApiResult<GrainStatisticsView>> GetAsync(IGrainStatistics statistics, CancellationToken cancellation) =>
        await statistics.ReadAsync(cancellation);
}
