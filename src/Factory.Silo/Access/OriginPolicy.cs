using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Factory.Silo.Access;

/// <summary>Who may talk to this silo at all, whatever it holds: programs of this machine and the silo's own pages, under the silo's own name and port.</summary>
internal static class OriginPolicy
{
    /// <summary>Why a request comes from elsewhere; null when it does not.</summary>
    public static Problem? Check(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwnHost(request.Host, context.Connection.LocalPort))
        {
            return CrossOrigin($"The request names the host '{Shorten(request.Host.Value)}', which is not this silo.");
        }

        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin) && !string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        {
            return CrossOrigin($"Pages of '{Shorten(origin)}' may not use this silo.");
        }

        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none")
        {
            return CrossOrigin("Pages of other sites may not use this silo.");
        }

        return null;
    }

    private static bool IsOwnHost(HostString host, int port) =>
        host.Host.ToLowerInvariant() is "127.0.0.1" or "localhost" or "[::1]" && (host.Port ?? 80) == port;

    private static Problem CrossOrigin(string message) =>
        new(ErrorCodes.OriginRejected, message, "Use http://127.0.0.1:PORT or http://localhost:PORT with the silo's own port, from this machine.");

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 100 ? text : text[..100] + "…";
}
