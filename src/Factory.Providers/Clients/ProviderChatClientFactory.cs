using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Anthropic;
using Factory.Providers.Http;
using Factory.Providers.Models;
using Factory.Providers.Ollama;
using Factory.Providers.OpenAI;
using Factory.Providers.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Clients;

/// <summary>
/// Opens chats over the vendors' SDKs: works out address and key, and puts retries and clear failures in front. To add a API format: 1. its name in
/// <c>Catalogue/Wire.cs</c>; 2. a folder with a static <c>Open</c> that returns the SDK's <see cref="IChatClient"/> and a <see cref="Normalization.ResponseNormalizer"/>;
/// 3. its lines here; 4. the provider in <c>models.json</c>.
/// </summary>
internal sealed class ProviderChatClientFactory(ProviderHttp http, IOptions<ProvidersOptions> options) : IChatClientFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> ModelApis { get; } = [WireNames.OpenAI, WireNames.Anthropic, WireNames.Ollama];

    /// <inheritdoc/>
    public IChatClient Create(ProviderDefinition provider, ModelDefinition model)
    {
        var variable = options.Value.Variable;
        var endpoint = ProviderEndpoint.Resolve(provider, variable)
            ?? throw new FactoryException(ErrorCodes.NoModel, $"{model.Ref}: {provider.BaseUrlVariable ?? "baseUrl"} is no http or https URL.", "Correct it and start the factory again.");
        var key = provider.KeyVariable is { } name ? variable(name)?.Trim() : null;
        var target = new ModelEndpoint(provider, model, endpoint, string.IsNullOrEmpty(key) ? null : key);
        var sdk = provider.Wire switch
        {
            WireNames.OpenAI => OpenAIChatClient.Open(target, http),
            WireNames.Anthropic => AnthropicChatClientFactory.Open(target, http),
            WireNames.Ollama => OllamaChatClient.Open(target, http, variable),
            _ => throw new ArgumentException($"Wire '{provider.Wire}' has no SDK here.", nameof(provider)),
        };
        return new ProviderChatClient(sdk, target, new SecretTextScrubber(key));
    }
}
