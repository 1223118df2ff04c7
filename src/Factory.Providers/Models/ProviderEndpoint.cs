using System.Net;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Models;

/// <summary>Where a provider answers on this machine.</summary>
internal static class ProviderEndpoint
{
    /// <summary>The base URL with the environment's word first; null when the provider is not reached over HTTP or the variable is no URL.</summary>
    public static Uri? Resolve(ProviderDefinition provider, Func<string, string?> variable)
    {
        var text = FromEnvironment(provider, variable) is { } set ? provider.Api == ModelApi.OllamaChat ? NormalizeOllamaUrl(set) : set : provider.BaseUrl;
        return text is not null && BaseUrl.IsValid(text) ? new Uri(text) : null;
    }

    /// <summary>What the variable says; null when it is not set or blank.</summary>
    public static string? FromEnvironment(ProviderDefinition provider, Func<string, string?> variable) =>
        provider.BaseUrlVariable is { } name && variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Ollama's variable may name no more than a host or a port, and the address that a server listens on may be all of them.</summary>
    private static string NormalizeOllamaUrl(string host)
    {
        var text = host.Contains("://", StringComparison.Ordinal) ? host : "http://" + (host.StartsWith(':') ? "127.0.0.1" + host : host);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return text;
        }

        var full = new UriBuilder(uri);
        full.Host = full.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : full.Host;
        full.Port = uri.IsDefaultPort && !text.Contains($":{uri.Port}", StringComparison.Ordinal) && uri.Scheme == Uri.UriSchemeHttp ? 11434 : uri.Port;
        return full.Uri.ToString();
    }

    /// <summary>True when the server is on this machine, so that nobody else is paid for it.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.Host is "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
