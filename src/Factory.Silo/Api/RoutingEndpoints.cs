using Factory.Contracts.Errors;
using Factory.Contracts.Routing;
using Factory.Grains.Abstractions.Kev;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class RoutingEndpoints
{
    public static void MapRouting(this IEndpointRouteBuilder api) =>
        api.MapGet("routing/explain", ExplainAsync)
            .WithTags("Kev")
            .WithName("ExplainRouting")
            .WithSummary("The agent and model that a task of a kind would get now, and why.");

    private static async Task<ApiResult<RoutingView>> ExplainAsync(string? kind, string? agent, IGrainFactory grains) =>
        string.IsNullOrWhiteSpace(kind) || kind.Length > 100
            ? new Problem(
                ErrorCodes.InvalidRequest,
                "kind is missing or has more than 100 characters.",
                "For example: GET /api/routing/explain?kind=build")
            : await grains.GetGrain<IKevGrain>(IKevGrain.Key)
                .ExplainRouting(kind, string.IsNullOrEmpty(agent) ? null : RequestValidation.ParseId<AgentId>(agent));
}
