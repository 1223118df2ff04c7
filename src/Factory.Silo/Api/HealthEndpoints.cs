using Factory.Contracts.Api;
using Factory.Contracts.Kev;
using Factory.Domain.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Factory.Silo.Api;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api) =>
        api.MapGet("health", GetAsync).WithTags("Silo").WithName("GetHealth").WithSummary("Whether the silo answers. Needs no token.");

    private static async Task<Answer<HealthView>> GetAsync(SiloIdentity silo, IGrainFactory grains, IStorageHealth store, TimeProvider time)
    {
        var kev = await grains.GetGrain<IKevGrain>(IKevGrain.Key).Get();
        var problem = store.Problem;
        return new HealthView(problem is null ? "ok" : "degraded", silo.Version, silo.StartedAt, Math.Round((time.GetUtcNow() - silo.StartedAt).TotalSeconds, 3), kev.Paused, problem);
    }
}
