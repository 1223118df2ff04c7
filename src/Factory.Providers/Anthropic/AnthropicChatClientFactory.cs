using Anthropic;
using Anthropic.Core;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Anthropic;

/// <summary>
/// Creates chat clients for Anthropic's API, through the official SDK and its own <see cref="IChatClient"/>: reasoning
/// keeps its signatures and goes back with the history, as tool loops require. What the SDK leaves to its caller is
/// what to keep in the prompt cache (<see cref="PromptCachingChatClient"/>).
/// </summary>
internal static class AnthropicChatClientFactory
{
    /// <summary>Creates a chat client for this model.</summary>
    public static IChatClient Open(ModelEndpoint target, ProviderHttp http)
    {
        var sdk = new AnthropicClient(new ClientOptions
        {
            // Always set: without a key, the SDK would take one from ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN and send
            // it to whatever server the base URL names.
            ApiKey = target.Key ?? "none",
            BaseUrl = target.Endpoint.ToString().TrimEnd('/'),
            HttpClient = http.ChatClient(number => new AnthropicResponseNormalizer(number)),
            // Time limits and retries are those of ProviderHttpHandler and CallRetry, the same for all vendors.
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
        });
        return new PromptCachingChatClient(sdk.AsIChatClient(target.Model.Ref.Model, target.Model.MaxOutputTokens));
    }
}
