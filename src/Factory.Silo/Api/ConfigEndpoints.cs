using Factory.Configuration.Reload;
using Factory.Contracts.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ConfigEndpoints
{
    public static void MapConfig(this IEndpointRouteBuilder api)
    {
        var config = api.MapGroup("config").WithTags("Silo");
        config.MapGet("", Get).WithName("GetConfig").WithSummary("Which configuration is in force, and why a newer one is not.");
        config.MapPost("reload", ReloadAsync).WithName("ReloadConfig").WithSummary("Reads the configuration files again; wrong ones are refused and change nothing.");
    }

    private static ApiResult<ConfigView> Get([FromServices] ConfigReloader reloader) => reloader.View;

    private static async Task<ApiResult<ConfigView>> ReloadAsync([FromServices] ConfigReloader reloader, CancellationToken cancellationToken) =>
        await reloader.ReloadAsync(cancellationToken);
}
