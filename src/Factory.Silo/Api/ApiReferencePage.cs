using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Factory.Silo.Api;

/// <summary>The OpenAPI document as a page to read and try, at <c>/docs/api</c>.</summary>
internal static class ApiReferencePage
{
    /// <value>The path of the page.</value>
    public const string Path = "/docs/api";

    public static void MapApiReference(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequireAuthorization();

        // Scalar maps its script without authorization; nothing of this silo is served anonymously.
        ((IEndpointConventionBuilder)pages).Finally(endpoint =>
        {
            foreach (var open in endpoint.Metadata.OfType<IAllowAnonymous>().ToArray())
            {
                endpoint.Metadata.Remove(open);
            }
        });

        // The features that are switched off call servers of the vendor. The script itself is served from the package.
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
