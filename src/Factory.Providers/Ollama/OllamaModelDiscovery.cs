using System.Text.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Factory.Providers.Models;
using OllamaSharp.Models;

namespace Factory.Providers.Ollama;

/// <summary>
/// The models of an Ollama server as models of the catalogue: what is installed there counts, <c>models.json</c> only
/// corrects it. They cost nothing; models whose calls the server passes on to another are left out unless
/// <c>models.json</c> has them with a price.
/// </summary>
internal static class OllamaModelDiscovery
{
    /// <value>
    /// The most context that a call requests, unless <c>OLLAMA_CONTEXT_LENGTH</c> is set: 32,768 tokens, because the
    /// server allocates memory for all of it.
    /// </value>
    public const int MaxContextTokens = 32_768;

    private const int MinContextTokens = 2_048;
    private const int LongContextTokens = 100_000;

    /// <value>
    /// How long the discovery may take, so that a server that does not answer cannot hold up the start: 5 seconds.
    /// </value>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The provider with the models that its server has now; with none when it does not answer.</summary>
    public static ProviderDefinition Discover(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (ProviderEndpoint.FromEnvironment(provider, variable) is null
            || ProviderEndpoint.Resolve(provider, variable) is not { } endpoint)
        {
            return provider;
        }

        // Synchronous, because the catalogue is read before the host runs; on the pool, because a caller's
        // synchronization context could deadlock.
        var models = Task.Run(() => ReadAsync(provider, endpoint, variable)).GetAwaiter().GetResult();
        return provider with { Models = models };
    }

    private static async Task<IReadOnlyList<ModelDefinition>> ReadAsync(
        ProviderDefinition provider,
        Uri endpoint,
        Func<string, string?> variable)
    {
        // The limit is for all calls together: the handler alone would allow its time for each read, and there is one
        // request for every model.
        using var limit = new CancellationTokenSource(Timeout, TimeProvider.System);
        using var handler = new ProviderHttpHandler(new SocketsHttpHandler { AllowAutoRedirect = false }, Timeout, TimeProvider.System);
        using var ollama = new OllamaClient(handler, endpoint);
        try
        {
            var models = new List<ModelDefinition>();
            foreach (var installed in await ollama.ListLocalModelsAsync(limit.Token))
            {
                if (provider.Models.FirstOrDefault(m => m.Ref.Model == installed.Name) is { } known)
                {
                    models.Add(ClampToCard(known, await ShowAsync(ollama, installed.Name, limit.Token)));
                }
                else if (installed is not InstalledModel { RemoteHost.Length: > 0 }
                    && await ShowAsync(ollama, installed.Name, limit.Token) is { } card
                    && HasCapability(card, "completion"))
                {
                    models.Add(CreateDefinition(provider.Name, installed.Name, card, variable));
                }
            }

            return models;
        }
        catch (Exception e) when (e is HttpRequestException
            or IOException
            or OperationCanceledException
            or ProviderErrorException
            or ProviderTimeoutException
            or JsonException)
        {
            // No server, or something else on its port: the provider is shown as not available.
            return [];
        }
    }

    /// <summary>Null for a model that was removed meanwhile.</summary>
    private static async Task<ShowModelResponse?> ShowAsync(OllamaClient ollama, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ollama.ShowModelAsync(new ShowModelRequest { Model = name }, cancellationToken);
        }
        catch (ProviderErrorException)
        {
            return null;
        }
    }

    /// <summary>The context that <c>models.json</c> gives a model, but no more than the model can hold.</summary>
    private static ModelDefinition ClampToCard(ModelDefinition known, ShowModelResponse? card)
    {
        var context = (int)Math.Min(known.ContextTokens, (card is null ? null : ContextTokens(card)) ?? known.ContextTokens);
        return known with { ContextTokens = context, MaxOutputTokens = Math.Min(known.MaxOutputTokens, context) };
    }

    private static ModelDefinition CreateDefinition(string provider, string name, ShowModelResponse card, Func<string, string?> variable)
    {
        var limit = int.TryParse(variable("OLLAMA_CONTEXT_LENGTH"), out var configured) && configured >= MinContextTokens
            ? configured
            : MaxContextTokens;
        var context = (int)Math.Clamp(ContextTokens(card) ?? limit, MinContextTokens, limit);
        IEnumerable<string> capabilities =
        [
            .. HasCapability(card, "tools") ? [ModelCapabilities.Tools] : Array.Empty<string>(),
            .. HasCapability(card, "vision") ? [ModelCapabilities.Vision] : Array.Empty<string>(),
            .. HasCapability(card, "thinking") ? [ModelCapabilities.Reasoning] : Array.Empty<string>(),
            ModelCapabilities.Json,
            .. context >= LongContextTokens ? [ModelCapabilities.LongContext] : Array.Empty<string>(),
        ];
        return new ModelDefinition(
            new ModelRef(provider, name),
            ModelTier.Local,
            card.Details?.Family is { Length: > 0 } family ? family : name,
            new ModelPrices(Usd.Zero, Usd.Zero, Usd.Zero, "runs on your own server", DateOnly.MinValue),
            context,
            context / 4,
            [.. capabilities]);
    }

    private static bool HasCapability(ShowModelResponse card, string capability) => card.Capabilities?.Contains(capability) == true;

    /// <summary>
    /// The context that the model supports; null when its card does not have it. The property's name begins with the
    /// architecture.
    /// </summary>
    private static long? ContextTokens(ShowModelResponse card) =>
        card.Info?.ExtraInfo?.TryGetValue(card.Info.Architecture + ".context_length", out var value) == true
            && value is JsonElement { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt64(out var tokens)
            ? tokens
            : null;
}
