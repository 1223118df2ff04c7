using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Models.Catalogue;

/// <summary>
/// Narrows a provider to the models that the environment names (<c>OPENAI_MODELS</c>, <c>OPENAI_MODEL</c>). A name that <c>models.json</c>
/// does not price is accepted only from a server on this machine: anywhere else it would cost money that no budget sees.
/// </summary>
internal static class ModelSelection
{
    /// <value>What a local server's model is assumed to hold, in tokens.</value>
    public const int LocalContextTokens = 32_768;

    private const int LocalMaxOutputTokens = 8_192;
    private const string BaseUrlSuffix = "_BASE_URL";

    public static ProviderDefinition Apply(ProviderDefinition provider, string file, Func<string, string?> variable, List<CatalogueProblem> problems)
    {
        var (source, names) = Named(provider, variable);
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
                models.Add(Local(provider.Name, name));
            }
            else
            {
                problems.Add(new(source, $"{provider.Name}/{name}", $"price missing: add it to {file}, or remove it from {source}; only servers on this machine may have models without a price"));
            }
        }

        return provider with { Models = models };
    }

    private static (string Source, IReadOnlyList<string> Names) Named(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (provider.BaseUrlVariable is not { } baseUrl || !baseUrl.EndsWith(BaseUrlSuffix, StringComparison.Ordinal))
        {
            return ("", []);
        }

        var prefix = baseUrl[..^BaseUrlSuffix.Length];
        foreach (var source in new[] { prefix + "_MODELS", prefix + "_MODEL" })
        {
            var names = (variable(source) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
            if (names.Count > 0)
            {
                return (source, names);
            }
        }

        return ("", []);
    }

    private static ModelDefinition Local(string provider, string name) => new(
        new ModelRef(provider, name),
        ModelTier.Local,
        name,
        Usd.Zero,
        Usd.Zero,
        Usd.Zero,
        LocalContextTokens,
        LocalMaxOutputTokens,
        [ModelCapabilities.Tools],
        "a server on this machine",
        DateOnly.MinValue);
}
