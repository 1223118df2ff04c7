using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Models;

namespace Factory.Providers.Availability;

/// <summary>
/// Which providers the environment has keys for. Nothing is called: a key that is set counts; the first call shows
/// whether it is valid.
/// </summary>
public sealed class EnvironmentProviderAvailability : IProviderAvailability
{
    /// <summary>Determines availability once.</summary>
    /// <param name="catalogue">The providers.</param>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    public EnvironmentProviderAvailability(ModelCatalogue catalogue, Func<string, string?> variable)
    {
        var found = catalogue.Providers.Select(p => Detect(p, variable)).ToList();

        // The fallback is for a factory without any key. Beside a real provider its scripted models would take tasks.
        var first = found.FirstOrDefault(p => p.IsAvailable && !p.Provider.IsFallback)?.Provider.Name;
        Providers = [.. found.Select(p => p.Provider.IsFallback && first is not null
            ? p with { IsAvailable = false, Reason = $"not used: {first} is available" }
            : p)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAvailability> Providers { get; }

    private static ProviderAvailability Detect(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (provider.Api == ModelApi.OllamaChat)
        {
            return DetectOllama(provider, variable);
        }

        if (provider.Models.Count == 0)
        {
            return new(provider, false, provider.BaseUrlVariable is { } address && address.EndsWith("_BASE_URL", StringComparison.Ordinal)
                ? $"models.json lists no model for it, and {address.Replace("_BASE_URL", "_MODELS", StringComparison.Ordinal)} is not set"
                : "models.json lists no model for it");
        }

        if (provider.Api == ModelApi.Rehearsal)
        {
            return new(provider, true, "built in: a scripted model, not a real one");
        }

        if (ProviderEndpoint.Resolve(provider, variable) is not { } endpoint)
        {
            return new(
                provider,
                false,
                $"{provider.BaseUrlVariable ?? "baseUrl"} is not an http or https URL without user, query or fragment");
        }

        if (provider.KeyVariable is not { } key)
        {
            return new(provider, true, $"needs no key; {endpoint}");
        }

        if (string.IsNullOrWhiteSpace(variable(key)) && ProviderEndpoint.IsLoopback(endpoint))
        {
            return new(provider, false, $"{key} is not set (any text will do for a server that requires none)");
        }

        return ProviderKey.ProblemOf(key, variable(key)) is { } problem
            ? new(provider, false, problem)
            : new(provider, true, $"{key} is set; {endpoint}");
    }

    private static ProviderAvailability DetectOllama(ProviderDefinition provider, Func<string, string?> variable)
    {
        if (ProviderEndpoint.FromEnvironment(provider, variable) is null)
        {
            return new(provider, false, $"{provider.BaseUrlVariable} is not set (127.0.0.1:11434 for a server on this machine)");
        }

        return ProviderEndpoint.Resolve(provider, variable) is not { } endpoint
            ? new(provider, false, $"{provider.BaseUrlVariable} is not a host, a host with port, or a URL")
            : provider.Models.Count == 0
                ? new(
                    provider,
                    false,
                    $"no model at {endpoint} when the factory started: is it running, and has it any (factory models pull qwen3:8b)?")
                : new(provider, true, $"{provider.Models.Count} model{(provider.Models.Count == 1 ? "" : "s")} at {endpoint}");
    }
}
