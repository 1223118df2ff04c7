using Factory.Domain.Egress;

namespace Factory.Silo.Egress;

/// <summary>Where a request goes.</summary>
/// <param name="Host">The host.</param>
/// <param name="Port">The port.</param>
/// <param name="PathAndQuery">Path and query as they were sent.</param>
/// <param name="IsOpened">True within an opened connection: HTTPS, with secrets.</param>
internal sealed record EgressTarget(string Host, int Port, string PathAndQuery, bool IsOpened)
{
    private const string HttpScheme = "http://";

    /// <summary>The value of the header <c>Host</c>.</summary>
    public string Authority => Port == (IsOpened ? EgressRule.HttpsPort : EgressRule.HttpPort)
        ? Host
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>The address of the request, with nothing of the path changed.</summary>
    public Uri Address => new(
        $"{(IsOpened ? "https" : "http")}://{Authority}{PathAndQuery}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>Reads the target of a plain request to a proxy: <c>http://HOST[:PORT]/PATH</c>.</summary>
    /// <param name="rawTarget">As it was sent. Untrusted.</param>
    /// <returns>Host, port, path and query, all unchecked.</returns>
    /// <exception cref="EgressException">It is something else.</exception>
    public static (string Host, int Port, string PathAndQuery) ReadAbsolute(string rawTarget)
    {
        if (!rawTarget.StartsWith(HttpScheme, StringComparison.OrdinalIgnoreCase))
        {
            throw EgressException.Malformed(
                "This is an HTTP proxy: send http://HOST/PATH in the request line, or CONNECT HOST:443 for HTTPS, as the first request of "
                + "a connection.");
        }

        var rest = rawTarget[HttpScheme.Length..];
        var end = rest.AsSpan().IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        var path = end < 0 ? "/" : rest[end..];
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            throw EgressException.Malformed("The address has a user name, which would hide the host. Send credentials in a header.");
        }

        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        var port = EgressRule.HttpPort;
        if (colon >= 0 && !(int.TryParse(
            authority.AsSpan(colon + 1),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out port) && port is > 0 and <= 65_535))
        {
            throw EgressException.Malformed("The host must be a name, and the port a number from 1 to 65535.");
        }

        return path[0] is '/' or '?'
            ? (colon < 0 ? authority : authority[..colon], port, path[0] == '?' ? "/" + path : path)
            : throw EgressException.Malformed("The path must begin with '/'.");
    }
}
