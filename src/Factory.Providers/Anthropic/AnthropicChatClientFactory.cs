using Anthropic;
using Anthropic.Core;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Anthropic;

/// <summary>
/// Chats with Anthropic's models over their own API, through the official SDK and its own <see cref="IChatClient"/>: thoughts keep their signatures and go
/// back with the history, as tool loops need it. What it leaves to its caller is what to keep in the prompt cache (<see cref="PromptCachingChatClient"/>).
/// </summary>
internal static class AnthropicChatClientFactory
{
    /// <summary>A chat with this model.</summary>
    public static IChatClient Open(ModelEndpoint target, ProviderHttp http)
    {
        var sdk = new AnthropicClient(new ClientOptions
        {
            ApiKey = target.Key ?? "none",
            BaseUrl = target.Endpoint.ToString().TrimEnd('/'),
            HttpClient = http.ChatClient(number => new AnthropicResponseNormalizer(number)),
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
        });
        return new PromptCachingChatClient(sdk.AsIChatClient(target.Model.Ref.Model, target.Model.MaxOutputTokens));
    }
}
