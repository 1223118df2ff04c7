using Factory.Contracts.Api;
using Factory.Domain.Health;
using Factory.Domain.Kev;
using Factory.Domain.States;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api) =>
        api.MapGet("health", GetAsync)
            .WithTags("Silo")
            .WithName("GetHealth")
            .WithSummary("Whether the silo answers. Needs no token.")
            .AllowAnonymous();

    // Monitors poll this without a token. It reads the stored state, so that polling keeps no grain active.
    private static async Task<ApiResult<HealthView>> GetAsync(
        SiloInfo silo,
        [FromServices] IStateScanner states,
        IStorageHealth store,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var paused = false;
        await foreach (var kev in states.ScanAsync<DurableState<KevState>>(KevState.StateName, cancellationToken))
        {
            paused |= kev.State.Value?.Paused == true;
        }

        var problem = store.Problem;
        return new HealthView(
            problem is null ? "ok" : "degraded",
            silo.Version,
            silo.StartedAt,
            Math.Round((time.GetUtcNow() - silo.StartedAt).TotalSeconds, 3),
            paused,
            problem);
    }
}
