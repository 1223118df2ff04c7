using Factory.Contracts.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder api) =>
        api.MapGet("discovery", GetAsync)
            .WithTags("Silo")
            .WithName("GetDiscovery")
            .WithSummary("What the silo found on its machine: keys, command-line agents, Ollama, sandbox.");

    private static async Task<ApiResult<IReadOnlyList<DiscoveredItem>>> GetAsync(
        IDiscovery discovery,
        CancellationToken cancellationToken) =>
        ApiResult<IReadOnlyList<DiscoveredItem>>.Ok(await discovery.GetAsync(cancellationToken));
}
