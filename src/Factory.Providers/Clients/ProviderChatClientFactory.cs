using Factory.Contracts.Errors;
using Factory.Contracts.Models;
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
/// Creates chat clients over the vendors' SDKs: resolves address and key, and maps failures. To add an API: 1. its
/// value in <see cref="ModelApi"/>; 2. a folder with a static <c>Open</c> that returns the SDK's
/// <see cref="IChatClient"/> and a <see cref="Normalization.ResponseNormalizer"/>;
/// 3. its lines here; 4. the provider in <c>models.json</c>.
/// </summary>
internal sealed class ProviderChatClientFactory(ProviderHttp http, IOptions<ProvidersOptions> options) : IChatClientFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<ModelApi> ModelApis { get; } = [ModelApi.OpenAIChat, ModelApi.AnthropicMessages, ModelApi.OllamaChat];

    /// <inheritdoc/>
    public IChatClient Create(ProviderDefinition provider, ModelDefinition model)
    {
        var variable = options.Value.Variable;
        var endpoint = ProviderEndpoint.Resolve(provider, variable)
            ?? throw new FactoryException(
                ErrorCodes.NoModel,
                $"{model.Ref}: {provider.BaseUrlVariable ?? "baseUrl"} is not an http or https URL.",
                "Correct it and start the factory again.");
        var key = provider.KeyVariable is { } name ? variable(name)?.Trim() : null;
        var target = new ModelEndpoint(provider, model, endpoint, string.IsNullOrEmpty(key) ? null : key);
        var sdk = provider.Api switch
        {
            ModelApi.OpenAIChat => OpenAIChatClient.Open(target, http),
            ModelApi.AnthropicMessages => AnthropicChatClientFactory.Open(target, http),
            ModelApi.OllamaChat => OllamaChatClient.Open(target, http, variable),
            _ => throw new ArgumentException($"There is no SDK for the API '{provider.Api}'.", nameof(provider)),
        };
        return new ProviderChatClient(sdk, target, new SecretTextScrubber(key));
    }
}
