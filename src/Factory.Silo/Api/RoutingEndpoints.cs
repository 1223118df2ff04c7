using Factory.Contracts.Errors;
using Factory.Contracts.Routing;
using Factory.Grains.Abstractions.Kev;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class RoutingEndpoints
{
    public static void MapRouting(this IEndpointRouteBuilder api) =>
        api.MapGet("routing/explain", ExplainAsync).WithTags("Kev").WithName("ExplainRouting").WithSummary("What would be chosen now for a task of a kind, and why.");

    private static async Task<ApiResult<RoutingView>> ExplainAsync(string? kind, string? agent, IGrainFactory grains) =>
        string.IsNullOrWhiteSpace(kind) || kind.Length > 100
            ? new Problem(ErrorCodes.InvalidRequest, "Say which kind of task: at most 100 characters.", "GET /api/routing/explain?kind=build")
            : await grains.GetGrain<IKevGrain>(IKevGrain.Key).ExplainRouting(kind, string.IsNullOrEmpty(agent) ? null : RequestValidation.ParseId<AgentId>(agent));
}
