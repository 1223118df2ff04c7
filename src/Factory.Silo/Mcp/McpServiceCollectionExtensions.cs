using Factory.Domain.Attempts;
using Factory.Gateway;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Mcp;

/// <summary>Registers and maps what attempts reach from their sandboxes.</summary>
internal static class McpServiceCollectionExtensions
{
    private const string ServerName = "factory";

    /// <summary>Adds the MCP server of attempts. The host registers <see cref="IAttemptTools"/>.</summary>
    public static IServiceCollection AddAttemptServer(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<AttemptKeyMiddleware>();
        services.AddMcpServer(options => options.ServerInfo = new() { Name = ServerName, Version = Api.SiloInfo.ProgramVersion })
            .WithHttpTransport(transport => transport.Stateless = true)
            .WithListToolsHandler(AttemptMcpTools.ListAsync)
            .WithCallToolHandler(AttemptMcpTools.CallAsync);
        return services;
    }

    /// <summary>
    /// Serves nothing but the gateway and the attempts' tools to sandboxes: whatever else this silo has does not exist for
    /// them. To be called first.
    /// </summary>
    public static void UseAttemptSocket(this IApplicationBuilder app) => app.Use(next => context =>
    {
        if (!AttemptConnection.Is(context)
            || context.Request.Path.StartsWithSegments(GatewayServiceCollectionExtensions.Prefix, StringComparison.Ordinal)
            || context.Request.Path.StartsWithSegments(AttemptServer.Prefix, StringComparison.Ordinal))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>Maps the tools of attempts, which are reached through the socket only. Does nothing without them.</summary>
    public static void UseAttemptTools(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<AttemptKeyMiddleware>() is { } keys)
        {
            app.MapWhen(IsForTools, branch => MapTools(branch, keys));
        }
    }

    private static bool IsForTools(HttpContext context) =>
        AttemptConnection.Is(context) && context.Request.Path.StartsWithSegments(AttemptServer.Prefix, StringComparison.Ordinal);

    private static void MapTools(IApplicationBuilder branch, AttemptKeyMiddleware keys)
    {
        branch.Use(keys.InvokeAsync);
        branch.UseRouting();
        branch.UseEndpoints(endpoints =>
        {
            endpoints.MapMcp(AttemptServer.McpEndpoint);
            endpoints.MapAttemptTools();
        });
    }
}
