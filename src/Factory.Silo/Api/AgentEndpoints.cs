using Factory.Contracts.Agents;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        var agents = api.MapGroup("agents").WithTags("Agents");
        agents.MapGet("", ListAsync).WithName("ListAgents").WithSummary("The roster.");
        agents.MapGet("{id}", GetAsync).WithName("GetAgent").WithSummary("One agent.");
    }

    private static async Task<ApiResult<IReadOnlyList<AgentView>>> ListAsync(IConfigSource config, IGrainFactory grains)
    {
        var views = await Task.WhenAll(config.Current.Agents.Select(a => grains.GetGrain<IAgentGrain>(a.Id.Value).Get()));
        return ApiResult<IReadOnlyList<AgentView>>.Ok([.. views.OfType<AgentView>()]);
    }

    private static async Task<ApiResult<AgentView>> GetAsync(string id, IGrainFactory grains) =>
        await grains.GetGrain<IAgentGrain>(RequestValidation.ParseId<AgentId>(id).Value).Get() is { } agent
            ? agent
            : new Problem(ErrorCodes.NotFound, $"There is no agent {id}.", "The roster: factory agents");
}
