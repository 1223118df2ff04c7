using System.Net;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

/// <summary>What a browser shows at the address of the silo, signed in or not.</summary>
internal static class WelcomePage
{
    private const string Links = """
        <p>This silo has no start page of its own yet. It has:</p>
        <ul>
        <li><a href="/docs/api">the REST API, to read and try</a></li>
        <li><a href="/grains/orleans">Orleans' dashboard: the grains in memory</a></li>
        <li><a href="/metrics">metrics</a>, <a href="/openapi/v1.json">the OpenAPI document</a>, <a href="/api/health">health</a></li>
        </ul>
        <p>Work is started and followed with the command <code>factory</code>: <code>factory run list</code>, <code>factory product
        list</code>, <code>factory approvals</code>.</p>
        """;

    /// <summary>Maps the page at <c>/</c>.</summary>
    public static void MapWelcome(this IEndpointRouteBuilder app) =>
        app.MapGet("/", () => Page(StatusCodes.Status200OK, Links)).RequireAuthorization().ExcludeFromDescription();

    /// <summary>
    /// True for a page that a person opens in a browser. Everything else gets problem documents, whatever it accepts.
    /// </summary>
    public static bool IsExpectedBy(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api")
        && !request.Path.StartsWithSegments("/openapi");

    /// <summary>A page that says why there is nothing to see, and what to do.</summary>
    public static Task WriteProblemAsync(HttpContext context, Problem problem, int status) => Page(
        status,
        $"<p>{WebUtility.HtmlEncode(problem.Message)}</p><p>{WebUtility.HtmlEncode(problem.Hint)}</p>").ExecuteAsync(context);

    private static IResult Page(int status, string content) => TypedResults.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Agentic Factory</title></head>
        <body><h1>Agentic Factory</h1>
        {content}
        </body></html>

        """,
        "text/html; charset=utf-8",
        statusCode: status);
}
