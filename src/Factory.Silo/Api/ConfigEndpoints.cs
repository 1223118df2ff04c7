using Factory.Configuration.Reload;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ConfigEndpoints
{
    public static void MapConfig(this IEndpointRouteBuilder api)
    {
        var config = api.MapGroup("config").WithTags("Silo");
        config.MapGet("", Get).WithName("GetConfig").WithSummary("The configuration in force, and why newer files were rejected.");
        config.MapPost("reload", ReloadAsync)
            .WithName("ReloadConfig")
            .WithSummary("Reloads the configuration files; invalid files are rejected and change nothing.")
            .Fails(ErrorCodes.ConfigInvalid);
    }

    private static ApiResult<ConfigView> Get([FromServices] ConfigReloader reloader) => reloader.View;

    private static async Task<ApiResult<ConfigView>> ReloadAsync(
        [FromServices] ConfigReloader reloader,
        CancellationToken cancellationToken) =>
        await reloader.ReloadAsync(cancellationToken);
}
