using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Models.Catalogue;
using Factory.Models.Wires;

namespace Factory.Models.OllamaWire;

/// <summary>
/// The models of an Ollama server as models of the catalogue: what is installed there decides, <c>models.json</c> only corrects. They cost
/// nothing; those that the server passes on to somebody else are left out unless <c>models.json</c> has them with a price.
/// </summary>
internal static class OllamaModels
{
    /// <value>The context that a call asks for at most, unless <c>OLLAMA_CONTEXT_LENGTH</c> says otherwise: 32,768 tokens, as the server keeps memory for all of it.</value>
    public const int MaxContextTokens = 32_768;

    private const int MinContextTokens = 2_048;
    private const int LongContextTokens = 100_000;

    /// <value>How long a server on the way may take for the whole look: 5 seconds.</value>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The provider with the models that its server has now; with none when it does not answer.</summary>
    public static ProviderDefinition Look(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (ProviderEndpoint.Override(provider, variable) is null || ProviderEndpoint.Resolve(provider, variable) is not { } endpoint)
        {
            return provider;
        }

        // The catalogue is read before anything runs that could be waited for.
        var models = Task.Run(() => ReadAsync(provider, endpoint, variable)).GetAwaiter().GetResult();
        return provider with { Models = models };
    }

    private static async Task<IReadOnlyList<ModelDefinition>> ReadAsync(ProviderDefinition provider, Uri endpoint, Func<string, string?> variable)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var http = new HttpClient(new WireHandler(new SocketsHttpHandler { AllowAutoRedirect = false }, Limit, TimeProvider.System));
        var api = new OllamaApi(http, endpoint);
        try
        {
            var models = new List<ModelDefinition>();
            foreach (var installed in await api.ListAsync(limit.Token))
            {
                if (provider.Models.FirstOrDefault(m => m.Ref.Model == installed.Name) is { } known)
                {
                    models.Add(known);
                }
                else if (!installed.IsRemote && await api.ShowAsync(installed.Name, limit.Token) is var card && card.Capabilities.Contains("completion"))
                {
                    models.Add(Define(provider.Name, installed.Name, card, variable));
                }
            }

            return models;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or WireRefusal or WireSilence or System.Text.Json.JsonException)
        {
            // No server, or something else on its port: the provider is shown as not available.
            return [];
        }
    }

    private static ModelDefinition Define(string provider, string name, ModelCard card, Func<string, string?> variable)
    {
        var most = int.TryParse(variable("OLLAMA_CONTEXT_LENGTH"), out var asked) && asked >= MinContextTokens ? asked : MaxContextTokens;
        var context = (int)Math.Clamp(card.ContextTokens ?? most, MinContextTokens, most);
        IEnumerable<string> capabilities =
        [
            .. card.Capabilities.Contains("tools") ? [ModelCapabilities.Tools] : Array.Empty<string>(),
            .. card.Capabilities.Contains("vision") ? [ModelCapabilities.Vision] : Array.Empty<string>(),
            .. card.Capabilities.Contains("thinking") ? [ModelCapabilities.Reasoning] : Array.Empty<string>(),
            ModelCapabilities.Json,
            .. context >= LongContextTokens ? [ModelCapabilities.LongContext] : Array.Empty<string>(),
        ];
        return new ModelDefinition(
            new ModelRef(provider, name),
            ModelTier.Local,
            card.Family.Length > 0 ? card.Family : name,
            Usd.Zero,
            Usd.Zero,
            Usd.Zero,
            context,
            context / 4,
            [.. capabilities],
            "runs on your own server",
            DateOnly.MinValue);
    }
}
