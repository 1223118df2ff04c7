using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Factory.Silo.Api;

internal static class AttemptEndpoints
{
    public static void MapAttempts(this IEndpointRouteBuilder api)
    {
        var attempts = api.MapGroup("attempts").WithTags("Attempts");
        attempts.MapGet("{id}", GetAsync).WithName("GetAttempt").WithSummary("One attempt.");
    }

    private static async Task<Answer<AttemptView>> GetAsync(string id, IGrainFactory grains) =>
        await Grain(grains, id).Get() is { } attempt ? attempt : NotFound(id);

    private static IAttemptGrain Grain(IGrainFactory grains, string id) => grains.GetGrain<IAttemptGrain>(Asked.Id<AttemptId>(id).Value);

    private static Problem NotFound(string id) => new(ErrorCodes.NotFound, $"There is no attempt {id}.", "factory task show TASK names a task's attempts.");
}
