using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Models;

/// <summary>Finds the models that are available now, and the API to call each with.</summary>
internal sealed class ModelDirectory(IProviderEndpoints endpoints)
{
    private const int MaxCachedResolutions = 1_000;

    private static readonly string[][] Needs = [[], ["tools"], ["vision"], ["tools", "vision"]];

    private ResolutionCache? _cache;

    /// <summary>
    /// The models that a key grants, in the order of models.json; an empty list of <paramref name="allowed"/> grants
    /// all.
    /// </summary>
    public IEnumerable<ModelDefinition> ListAllowed(IReadOnlyList<ModelRef> allowed) =>
        endpoints.Connections.SelectMany(c => c.Provider.Models).Where(m => allowed.Count == 0 || allowed.Contains(m.Ref));

    /// <summary>The candidates for a call, best first.</summary>
    /// <param name="format">The client's API.</param>
    /// <param name="name">The model or tier as the client named it.</param>
    /// <param name="allowed">The models that the key grants; empty for all.</param>
    /// <param name="inspection">What the request needs.</param>
    /// <param name="nativeOnly">True when the request cannot be translated, so that only providers of the client's own
    /// API can serve it.</param>
    /// <returns>At least one candidate, or why there is none.</returns>
    public (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Error) Find(
        ApiFormat format,
        string name,
        IReadOnlyList<ModelRef> allowed,
        RequestInspection inspection,
        bool nativeOnly)
    {
        var connections = endpoints.Connections;
        var needs = format.HasOutput ? (inspection.HasTools ? 1 : 0) + (inspection.Images > 0 ? 2 : 0) : 0;
        var known = GetCache(connections);
        var key = new ResolutionKey(format, name, allowed, needs, nativeOnly);
        if (known.Resolutions.TryGetValue(key, out var resolved))
        {
            return (resolved, null);
        }

        var (candidates, error) = Resolve(connections, key);
        if (error is null)
        {
            // Each attempt has a key of its own, and each key its own list of models: without a limit the cache would
            // grow for as long as the silo runs.
            if (known.Resolutions.Count >= MaxCachedResolutions)
            {
                known.Resolutions.Clear();
            }

            known.Resolutions[key] = candidates;
        }

        return (candidates, error);
    }

    // The list of connections is the same object for as long as the configuration is the same, so a new object means
    // that nothing cached holds any more.
    private ResolutionCache GetCache(IReadOnlyList<ProviderConnection> connections)
    {
        // Without a lock: two calls that see a new configuration at the same moment both build a cache, and the one
        // that is lost only costs a second resolution.
        var known = Volatile.Read(ref _cache);
        if (!ReferenceEquals(known?.Connections, connections))
        {
            known = new ResolutionCache(connections, new());
            Volatile.Write(ref _cache, known);
        }

        return known!;
    }

    private static (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Error) Resolve(
        IReadOnlyList<ProviderConnection> connections,
        ResolutionKey key)
    {
        var (format, name, allowed, needs, nativeOnly) = key;
        var choice = ModelResolver.Resolve(name, [.. connections.SelectMany(c => c.Provider.Models)], allowed, Needs[needs]);
        if (choice.Problem is { } problem)
        {
            return ([],
                GatewayError.From(
                    problem.Code == ErrorCodes.KeyModelNotAllowed ? GatewayErrorKind.ModelNotAllowed : GatewayErrorKind.NotFound,
                    problem));
        }

        var candidates = new List<UpstreamCandidate>(choice.Models.Count);
        foreach (var model in choice.Models)
        {
            var connection = connections.First(c => c.Provider.Name == model.Ref.Provider);
            if (ChooseFormat(connection, format, nativeOnly) is { } upstream)
            {
                candidates.Add(new UpstreamCandidate(model, connection, upstream, connection.Endpoints[upstream.ModelApi]));
            }
        }

        return candidates.Count > 0
            ? (candidates, null)
            : ([], new GatewayError(
                GatewayErrorKind.BadRequest,
                $"No available provider of '{name}' serves the API '{ModelApis.ToName(format.ModelApi)}' or one that it can be " +
                "translated to. Name another model.",
                ErrorCodes.InvalidRequest));
    }

    private static ApiFormat? ChooseFormat(ProviderConnection connection, ApiFormat format, bool nativeOnly)
    {
        if (connection.Endpoints.ContainsKey(format.ModelApi))
        {
            return format;
        }

        if (format.ModelApi == ModelApi.OpenAIEmbeddings)
        {
            return connection.Endpoints.ContainsKey(ModelApi.OllamaEmbeddings) ? GatewayRoutes.OllamaEmbeddingsFormat : null;
        }

        return nativeOnly ? null : GatewayRoutes.TextFormats.FirstOrDefault(s => connection.Endpoints.ContainsKey(s.ModelApi));
    }

    private sealed record ResolutionCache(
        IReadOnlyList<ProviderConnection> Connections,
        ConcurrentDictionary<ResolutionKey, IReadOnlyList<UpstreamCandidate>> Resolutions);

    private readonly record struct ResolutionKey(
        ApiFormat Format,
        string Name,
        IReadOnlyList<ModelRef> Allowed,
        int Needs,
        bool NativeOnly);
}
