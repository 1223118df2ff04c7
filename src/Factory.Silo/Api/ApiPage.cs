using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Factory.Silo.Api;

/// <summary>The OpenAPI document as a page to read and try, at <c>/docs/api</c>.</summary>
internal static class ApiPage
{
    // What is switched off talks to servers of Scalar's maker. Its script comes out of the package.
    public static void MapApiPage(this IEndpointRouteBuilder app) => app.MapScalarApiReference("/docs/api", page => page
        .WithTitle("Agentic Factory")
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()
        .HideDeveloperTools()
        .HideClientButton());
}
