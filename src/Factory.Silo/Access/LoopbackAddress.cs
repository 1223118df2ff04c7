using System.Net;
using Factory.Contracts.Errors;

namespace Factory.Silo.Access;

/// <summary>Parses the address on which the API listens: loopback only.</summary>
public static class LoopbackAddress
{
    /// <summary>Reads <c>http://127.0.0.1:7070</c>, <c>http://localhost:0</c> or <c>http://[::1]:7070</c>.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c> for anything else.</exception>
    public static IPEndPoint Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid(url, "it must look like http://127.0.0.1:PORT");
        }

        // The name is not resolved: a changed hosts file could point localhost at an interface that other machines
        // reach.
        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : null;
        return address is not null && IPAddress.IsLoopback(address)
            ? new IPEndPoint(address, uri.Port)
            : throw Invalid(url, "the factory listens on loopback addresses only");
    }

    private static FactoryException Invalid(string url, string rule) => new(
        ErrorCodes.InvalidRequest,
        $"'{url}' is not an address that the silo can listen on: {rule}.",
        "Use http://127.0.0.1:7070, or port 0 for any free port; reach it from elsewhere through a tunnel.");
}
