using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Factory.Silo.Api;

/// <summary>The OpenAPI document as a page to read and try, at <c>/docs/api</c>.</summary>
internal static class ApiReferencePage
{
    /// <value>Where it is.</value>
    public const string Path = "/docs/api";

    public static void MapApiReference(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequireAuthorization();

        // Scalar lets anybody have its script.
        ((IEndpointConventionBuilder)pages).Finally(endpoint =>
        {
            foreach (var open in endpoint.Metadata.OfType<IAllowAnonymous>().ToArray())
            {
                endpoint.Metadata.Remove(open);
            }
        });

        // What is switched off talks to servers of Scalar's maker. Its script comes out of the package.
        pages.MapScalarApiReference(Path, page => page
            .WithTitle("Agentic Factory")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton());
    }
}
