using Factory.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder api) =>
        api.MapGet("discovery", Get).WithTags("Silo").WithName("GetDiscovery").WithSummary("What the silo found on its machine: keys, CLIs, Ollama, sandbox.");

    private static Answer<IReadOnlyList<Finding>> Get(IDiscovery discovery) => Answer<IReadOnlyList<Finding>>.Of(discovery.Findings);
}
