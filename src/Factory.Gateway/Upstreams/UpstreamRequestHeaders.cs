using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Upstreams;

/// <summary>
/// Writes the headers of a request to a provider: the provider's key, and only those of the client's headers that the
/// API needs.
/// </summary>
internal static class UpstreamRequestHeaders
{
    private const string DefaultVersion = "2023-06-01";
    private const string BetaHeader = "anthropic-beta";

    // Prefixes of Anthropic's beta names (they end in a date). What is not here may change prices (context-1m,
    // fast-mode), let the provider call other servers (mcp-client, code-execution, skills) or choose another model
    // (server-side-fallback), and has no price in models.json.
    private static readonly string[] ForwardedBetas =
        [
            "claude-code-", "oauth-", "tools-", "thinking-display-", "interleaved-thinking-", "adaptive-thinking-", "redact-thinking-",
            "dev-full-thinking-",
            "fine-grained-tool-streaming-", "eager-input-streaming-", "token-efficient-tools-", "advanced-tool-use-", "tool-examples-",
            "tool-search-tool-", "tool-reference-", "prompt-caching-", "extended-cache-ttl-", "output-128k-", "max-tokens-",
            "context-management-", "compact-", "message-threads-", "structured-outputs-", "effort-", "task-budgets-",
            "token-counting-", "pdfs-", "files-api-", "computer-use-", "text-editor-", "memory-", "search-results-",
            "model-context-window-exceeded-", "mid-conversation-system-", "mid-conversation-tool-changes-",
            "thinking-token-count-", "output-300k-", "message-diagnostics-", "cache-diagnosis-",
            "user-profiles-",
        ];

    /// <summary>Writes the headers.</summary>
    /// <param name="request">The request to the provider.</param>
    /// <param name="client">The client's headers.</param>
    /// <param name="clientFormat">The client's API.</param>
    /// <param name="provider">The provider's API.</param>
    /// <param name="key">The provider's key; null when it needs none.</param>
    public static void Write(HttpRequestMessage request, IHeaderDictionary client, ApiFormat clientFormat, ApiFormat provider, string? key)
    {
        // Without validation: what the vendor accepts of its clients must not depend on .NET's parser. Line breaks
        // cannot occur, because Kestrel rejects them.
        var headers = request.Headers;
        if (client.TryGetValue("User-Agent", out var agent))
        {
            headers.TryAddWithoutValidation("User-Agent", agent.ToString());
        }

        foreach (var name in clientFormat == provider ? provider.ForwardedHeaders : [])
        {
            if (client.TryGetValue(name, out var value) && OnlyForwardedBetas(name, value.ToString()) is { Length: > 0 } text)
            {
                headers.TryAddWithoutValidation(name, text);
            }
        }

        if (provider is AnthropicMessagesApiFormat && !headers.Contains("anthropic-version"))
        {
            headers.TryAddWithoutValidation("anthropic-version", DefaultVersion);
        }

        if (key is not null)
        {
            var (header, prefix) = provider.KeyHeader;
            headers.TryAddWithoutValidation(header, prefix + key);
        }
    }

    private static string OnlyForwardedBetas(string name, string value) => name != BetaHeader
        ? value
        : string.Join(
            ',',
            value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(sent => ForwardedBetas.Any(known => sent.StartsWith(known, StringComparison.OrdinalIgnoreCase))));
}
