using System.Globalization;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Health;
using Factory.Domain.Kev;
using Factory.Domain.Sandbox;
using Factory.Domain.States;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class HealthEndpoints
{
    private const long Mebibyte = 1024 * 1024;

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
        IDiskUse disk,
        FactoryPaths paths,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var paused = false;
        await foreach (var kev in states.ScanAsync<DurableState<KevState>>(KevState.StateName, cancellationToken))
        {
            paused |= kev.State.Value?.Paused == true;
        }

        var problem = store.Problem ?? FindShortage(disk, paths.Data);
        return new HealthView(
            problem is null ? "ok" : "degraded",
            silo.Version,
            silo.StartedAt,
            Math.Round((time.GetUtcNow() - silo.StartedAt).TotalSeconds, 3),
            paused,
            problem);
    }

    /// <summary>
    /// Why new attempts wait for the disk although the store works; null when they do not: the factory does less than its
    /// operator expects.
    /// </summary>
    internal static Problem? FindShortage(IDiskUse disk, string folder) =>
        disk.FreeBytesOf(folder) is { } free && disk.ReserveOf(folder) is var reserve && free < reserve
            ? new Problem(
                ErrorCodes.DiskFull,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"New attempts wait for free space on the disk: {free / Mebibyte:N0} MiB are free, {reserve / Mebibyte:N0} MiB are "
                    + $"needed."),
                "Free space on the disk, for example with 'factory clean'.")
            : null;
}
