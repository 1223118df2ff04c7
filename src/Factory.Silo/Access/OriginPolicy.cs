using Factory.Contracts.Errors;
using Factory.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Factory.Silo.Access;

/// <summary>
/// Decides by a request's host and origin whether it is accepted at all: from programs of this machine, and from the
/// silo's own pages under its own name and port.
/// </summary>
internal static class OriginPolicy
{
    /// <summary>Why a request is rejected; null when it is accepted.</summary>
    public static Problem? Check(HttpContext context)
    {
        var request = context.Request;

        // Stops DNS rebinding: a foreign name can be made to resolve to 127.0.0.1, and the browser then treats its
        // pages and this silo as one origin. Only the Host header still has the foreign name.
        if (!IsOwnHost(request.Host, context.Connection.LocalPort))
        {
            return CrossOrigin($"The request names the host '{Shorten(request.Host.Value)}', which is not this silo.");
        }

        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin)
            && !string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        {
            return CrossOrigin($"Pages of '{Shorten(origin)}' cannot use this silo.");
        }

        // Browsers send no Origin with most GET requests. "none" is an address that the user typed or opened from
        // elsewhere; "same-site" is rejected because it includes the other ports of this host.
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none")
        {
            return CrossOrigin("Pages of other sites cannot use this silo.");
        }

        return null;
    }

    // A browser leaves out the port of the Host header when it is 80.
    private static bool IsOwnHost(HostString host, int port) =>
        host.Host.ToLowerInvariant() is "127.0.0.1" or "localhost" or "[::1]" && (host.Port ?? 80) == port;

    private static Problem CrossOrigin(string message) =>
        new(
            ErrorCodes.OriginRejected,
            message,
            "Use http://127.0.0.1:PORT or http://localhost:PORT with the silo's own port, from this machine.");

    private static string Shorten(string? text) => VisibleText.Shorten(text ?? "", 100);
}
