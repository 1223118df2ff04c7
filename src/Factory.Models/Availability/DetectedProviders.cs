using Factory.Domain.Models;
using Factory.Models.Catalogue;

namespace Factory.Models.Availability;

/// <summary>What the environment gives keys for. Nothing is called: a key that is set counts, whether it is right shows at the first call.</summary>
public sealed class DetectedProviders : IProviderAvailability
{
    /// <summary>Looks once.</summary>
    /// <param name="catalogue">The providers to look for.</param>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    public DetectedProviders(ModelCatalogue catalogue, Func<string, string?> variable)
    {
        var found = catalogue.Providers.Select(p => Look(p, variable)).ToList();
        var first = found.FirstOrDefault(p => p.IsAvailable && !p.Provider.Stopgap)?.Provider.Name;
        Providers = [.. found.Select(p => p.Provider.Stopgap && first is not null
            ? p with { IsAvailable = false, Reason = $"not used: {first} is available" }
            : p)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAvailability> Providers { get; }

    private static ProviderAvailability Look(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (provider.Models.Count == 0)
        {
            return new(provider, false, "models.json lists no model for it");
        }

        if (provider.Wire == Wire.Rehearsal)
        {
            return new(provider, true, "built in: a scripted model, not a real one");
        }

        if (ProviderEndpoint.Resolve(provider, variable) is not { } endpoint)
        {
            return new(provider, false, $"{provider.BaseUrlVariable ?? "baseUrl"} is not an http or https URL without user, query or fragment");
        }

        if (provider.KeyVariable is not { } key)
        {
            return new(provider, true, $"needs no key; {endpoint}");
        }

        return string.IsNullOrWhiteSpace(variable(key))
            ? new(provider, false, ProviderEndpoint.IsLoopback(endpoint) ? $"{key} is not set (any text will do for a server that asks for none)" : $"{key} is not set")
            : new(provider, true, $"{key} is set; {endpoint}");
    }
}
