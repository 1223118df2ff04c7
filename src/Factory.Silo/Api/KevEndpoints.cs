using Factory.Contracts.Kev;
using Factory.Grains.Abstractions.Kev;
using Factory.Silo.Kev;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class KevEndpoints
{
    public static void MapKev(this IEndpointRouteBuilder api)
    {
        var kev = api.MapGroup("kev").WithTags("Kev");
        kev.MapGet("", GetAsync).WithName("GetKev").WithSummary("The supervisor's ready and active tasks.");
        kev.MapPost("pause", PauseAsync).WithName("Pause").WithSummary("Starts no new attempt; running ones continue.");
        kev.MapPost("resume", ResumeAsync).WithName("Resume").WithSummary("Ends a pause.");
        kev.MapPost("stop-all", StopAllAsync)
            .WithName("StopAll")
            .WithSummary("Pauses and stops every attempt; their tasks go back to Ready.");
    }

    private static async Task<ApiResult<KevStatus>> GetAsync(IGrainFactory grains) => await Kev(grains).Get();

    private static async Task<ApiResult<KevStatus>> PauseAsync(IGrainFactory grains) => await Kev(grains).Pause();

    private static async Task<ApiResult<KevStatus>> ResumeAsync(EmergencyStop stop) => await stop.ResumeAsync();

    private static async Task<ApiResult<KevStatus>> StopAllAsync(EmergencyStop stop) => await stop.StopAllAsync();

    private static IKevGrain Kev(IGrainFactory grains) => grains.GetGrain<IKevGrain>(IKevGrain.Key);
}
