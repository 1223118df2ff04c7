using Factory.Contracts.Errors;
using Factory.Silo.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Factory.Silo.Access;

/// <summary>
/// Stands before everything: refuses requests that a foreign page sends through the operator's browser (also by a rebound host name), then
/// requests without the token. Products are served from other ports of the same machine, so <c>same-site</c> is foreign too.
/// </summary>
internal sealed class AccessGuard(RequestDelegate next, AccessKeeper keeper)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is { } problem)
        {
            return Problems.WriteAsync(context, problem);
        }

        return next(context);
    }

    private Problem? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwnHost(request.Host, context.Connection.LocalPort))
        {
            return Foreign($"The request names the host '{Shorten(request.Host.Value)}', which is not this silo.");
        }

        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin) && !string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        {
            return Foreign($"Pages of '{Shorten(origin)}' may not use this silo.");
        }

        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none")
        {
            return Foreign("Pages of other sites may not use this silo.");
        }

        if (keeper.Admit(Bearer(request)) is { } pass)
        {
            context.Features.Set(pass);
            return null;
        }

        return IsOpen(request)
            ? null
            : new Problem(ErrorCodes.TokenMissing, "The request carries no valid access token.", "Send 'Authorization: Bearer TOKEN'; the token is in the file 'token' of the data folder.");
    }

    private static bool IsOwnHost(HostString host, int port) =>
        host.Host.ToLowerInvariant() is "127.0.0.1" or "localhost" or "[::1]" && (host.Port ?? 80) == port;

    private static bool IsOpen(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path.Equals("/api/health", StringComparison.OrdinalIgnoreCase);

    private static string? Bearer(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private static Problem Foreign(string message) =>
        new(ErrorCodes.OriginRefused, message, "Use http://127.0.0.1:PORT or http://localhost:PORT with the silo's own port, from this machine.");

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 100 ? text : text[..100] + "…";
}
