using Factory.Contracts.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class EngineEndpoints
{
    public static void MapEngine(this IEndpointRouteBuilder api) =>
        api.MapGet("engine", GetAsync).WithTags("Silo").WithName("GetEngine").WithSummary("Grains in memory, their calls, the slowest of them, and the store's commits.");

    private static async Task<Answer<EngineView>> GetAsync(IEngineReport report, CancellationToken cancellation) => await report.ReadAsync(cancellation);
}
