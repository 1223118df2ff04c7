using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using System.Text.Json;

namespace Factory.Silo.Mcp;

/// <summary>The same tools as plain JSON over HTTP, for CLIs that speak no MCP.</summary>
internal static class AttemptToolEndpoints
{
    /// <summary>Maps <c>GET /attempt/tools</c> and <c>POST /attempt/tools/NAME</c>.</summary>
    public static void MapAttemptTools(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(AttemptServer.ToolsEndpoint, (HttpContext context, IAttemptTools tools) =>
            tools.Find(AttemptKeyMiddleware.AttemptOf(context)) is { } declarations
                ? Results.Ok(declarations.Select(d => new { d.Name, d.Description, Parameters = d.JsonSchema }))
                : NotAtWork());
        routes.MapPost(AttemptServer.ToolsEndpoint + "/{name}", async (
            HttpContext context,
            string name,
            Dictionary<string, JsonElement> arguments,
            IAttemptTools tools,
            CancellationToken cancellationToken) =>
            await tools.CallAsync(AttemptKeyMiddleware.AttemptOf(context), name, arguments, cancellationToken) is { } result
                ? Results.Ok(result)
                : NotAtWork());
    }

    private static IResult NotAtWork() => Results.NotFound(new Problem(ErrorCodes.NotFound, "The attempt is not at work any more."));
}
