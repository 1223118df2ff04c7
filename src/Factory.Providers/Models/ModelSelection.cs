using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Ollama;

namespace Factory.Providers.Models;

/// <summary>
/// Narrows providers to the models that the environment names (<c>OPENAI_MODELS</c>, <c>OPENAI_MODEL</c>) and that
/// Ollama has. A name that <c>models.json</c> does not price is accepted only from a server on this machine: anywhere
/// else it would cost money that no budget sees.
/// </summary>
public static class ModelSelection
{
    /// <value>What a local server's model is assumed to hold, in tokens.</value>
    public const int LocalContextTokens = 32_768;

    private const int LocalMaxOutputTokens = 8_192;
    private const string BaseUrlSuffix = "_BASE_URL";

    /// <summary>
    /// The catalogue as this machine can use it. Asks Ollama's server for its models when a variable names it.
    /// </summary>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    /// <param name="problem">Takes what is wrong with the variables.</param>
    public static ModelCatalogue Apply(ModelCatalogue catalogue, Func<string, string?> variable, Action<ConfigProblem> problem) =>
        new([.. catalogue.Providers.Select(p =>
            p.Api == ModelApi.OllamaChat ? OllamaModelDiscovery.Discover(p, variable) : SelectFromVariable(p, variable, problem))]);

    private static ProviderDefinition SelectFromVariable(
        ProviderDefinition provider,
        Func<string, string?> variable,
        Action<ConfigProblem> problem)
    {
        var (source, names) = ConfiguredNames(provider, variable);
        if (names.Count == 0)
        {
            return provider;
        }

        var endpoint = ProviderEndpoint.Resolve(provider, variable);
        var models = new List<ModelDefinition>();
        foreach (var name in names)
        {
            if (provider.Models.FirstOrDefault(m => m.Ref.Model == name) is { } known)
            {
                models.Add(known);
            }
            else if (endpoint is not null && ProviderEndpoint.IsLoopback(endpoint))
            {
                models.Add(LocalModel(provider.Name, name));
            }
            else
            {
                problem(new(
                    source,
                    0,
                    $"{provider.Name}/{name}: price missing: add it to models.json, or remove it from {source}; only servers on this " +
                    "machine may have models without a price"));
            }
        }

        return provider with { Models = models };
    }

    private static (string Source, IReadOnlyList<string> Names) ConfiguredNames(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (provider.BaseUrlVariable is not { } baseUrl || !baseUrl.EndsWith(BaseUrlSuffix, StringComparison.Ordinal))
        {
            return ("", []);
        }

        var prefix = baseUrl[..^BaseUrlSuffix.Length];
        foreach (var source in new[] { prefix + "_MODELS", prefix + "_MODEL" })
        {
            var names = (variable(source) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .ToList();
            if (names.Count > 0)
            {
                return (source, names);
            }
        }

        return ("", []);
    }

    private static ModelDefinition LocalModel(string provider, string name) => new(
        new ModelRef(provider, name),
        ModelTier.Local,
        name,
        new ModelPrices(Usd.Zero, Usd.Zero, Usd.Zero, "a server on this machine", DateOnly.MinValue),
        LocalContextTokens,
        LocalMaxOutputTokens,
        [ModelCapabilities.Tools]);
}
