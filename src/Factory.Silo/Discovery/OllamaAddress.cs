namespace Factory.Silo.Discovery;

/// <summary>Reads <c>OLLAMA_HOST</c> as Ollama's own tools do.</summary>
internal static class OllamaAddress
{
    private const int DefaultPort = 11434;

    /// <summary>
    /// The address to connect to: a host, a host with a port, a port alone, or a URL. Without a port it is 11434, with
    /// https 443: the same as for calls of models. Empty or null means this machine. Null for text that is no address.
    /// </summary>
    public static Uri? Parse(string? text)
    {
        var host = string.IsNullOrWhiteSpace(text) ? "localhost" : text.Trim();
        var hasScheme = host.Contains("://", StringComparison.Ordinal);

        // Two colons without brackets are an IPv6 address; a Uri needs the brackets.
        host = !hasScheme && host.Count(c => c == ':') > 1 && host[0] != '[' ? $"[{host}]" : host;
        host = hasScheme ? host : "http://" + (host[0] == ':' ? "localhost" + host : host);
        if (!Uri.TryCreate(host, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return null;
        }

        // Port 80 of a Uri can be given or assumed; only the text tells. The variable is also the address to listen on,
        // where 0.0.0.0 and :: are common; neither is an address to connect to.
        var builder = new UriBuilder(address)
        {
            Host = address.Host is "0.0.0.0" or "[::]" ? "localhost" : address.Host,
            Port = HasPort(host) || address.Scheme == Uri.UriSchemeHttps ? address.Port : DefaultPort,
        };
        return builder.Uri;
    }

    private static bool HasPort(string url)
    {
        var authority = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        return authority.LastIndexOf(':') > authority.LastIndexOf(']');
    }
}
