using System.Net;
using Factory.Contracts.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Models;

/// <summary>The address of a provider, from its definition and the environment.</summary>
internal static class ProviderEndpoint
{
    /// <summary>
    /// The base URL, from the environment where it is set there; null when the provider is not reached over HTTP or the
    /// value is not a URL.
    /// </summary>
    public static Uri? Resolve(ProviderDefinition provider, Func<string, string?> variable)
    {
        var text = FromEnvironment(provider, variable) is { } set
            ? provider.Api == ModelApi.OllamaChat ? NormalizeOllamaUrl(set) : set
            : provider.BaseUrl;
        return text is not null && BaseUrl.IsValid(text) ? new Uri(text) : null;
    }

    /// <summary>The value of the provider's variable; null when it is not set or blank.</summary>
    public static string? FromEnvironment(ProviderDefinition provider, Func<string, string?> variable) =>
        provider.BaseUrlVariable is { } name && variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>
    /// Ollama's variable may be only a host or a port, and may be the address that the server listens on: 0.0.0.0,
    /// which cannot be connected to.
    /// </summary>
    private static string NormalizeOllamaUrl(string host)
    {
        var text = host.Contains("://", StringComparison.Ordinal) ? host : "http://" + (host.StartsWith(':') ? "127.0.0.1" + host : host);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return text;
        }

        var full = new UriBuilder(uri);
        full.Host = full.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : full.Host;

        // As Ollama's own client reads it: a URL has its scheme's port, a host alone has Ollama's. A Uri has port 80 both
        // without a port and with an explicit one; only the text tells them apart.
        var isHostOnly = !host.Contains("://", StringComparison.Ordinal) && uri.IsDefaultPort;
        full.Port = isHostOnly && !text.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? 11434 : uri.Port;
        return full.Uri.ToString();
    }

    /// <summary>True when the server is on this machine, so that its calls cost nothing.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
