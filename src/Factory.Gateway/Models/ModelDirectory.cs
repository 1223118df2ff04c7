using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Models;

/// <summary>The models that can be reached now, and in which protocol.</summary>
internal sealed class ModelDirectory(IProviderEndpoints endpoints)
{
    private const int MaxCachedResolutions = 1_000;

    private static readonly string[][] Needs = [[], ["tools"], ["vision"], ["tools", "vision"]];

    private ResolutionCache? _cache;

    /// <summary>The models that a key opens, in the order of models.json.</summary>
    public IEnumerable<ModelDefinition> ListAllowed(IReadOnlyList<ModelRef> allowed) =>
        endpoints.Connections.SelectMany(c => c.Provider.Models).Where(m => allowed.Count == 0 || allowed.Contains(m.Ref));

    /// <summary>Who may answer a call, best first; a refusal when nobody may.</summary>
    /// <param name="nativeOnly">True when only providers that speak the client's own protocol can do it.</param>
    public (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Refusal) Find(ApiFormat format, string name, IReadOnlyList<ModelRef> allowed, RequestInspection inspection, bool nativeOnly)
    {
        var connections = endpoints.Connections;
        var needs = format.HasOutput ? (inspection.HasTools ? 1 : 0) + (inspection.Images > 0 ? 2 : 0) : 0;
        var known = GetCache(connections);
        var question = new ResolutionKey(format, name, allowed, needs, nativeOnly);
        if (known.Resolutions.TryGetValue(question, out var answer))
        {
            return (answer, null);
        }

        var (candidates, error) = Resolve(connections, question);
        if (error is null)
        {
            // Keys come and go with their attempts; what they asked must not stay forever.
            if (known.Resolutions.Count >= MaxCachedResolutions)
            {
                known.Resolutions.Clear();
            }

            known.Resolutions[question] = candidates;
        }

        return (candidates, error);
    }

    // Named by the same list of models means the same key: what a key asks again and again is looked up once.
    private ResolutionCache GetCache(IReadOnlyList<ProviderConnection> connections)
    {
        var known = Volatile.Read(ref _cache);
        if (!ReferenceEquals(known?.Connections, connections))
        {
            known = new ResolutionCache(connections, new());
            Volatile.Write(ref _cache, known);
        }

        return known!;
    }

    private static (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Refusal) Resolve(IReadOnlyList<ProviderConnection> connections, ResolutionKey question)
    {
        var (format, name, allowed, needs, nativeOnly) = question;
        var choice = ModelResolver.Resolve(name, [.. connections.SelectMany(c => c.Provider.Models)], allowed, Needs[needs]);
        if (choice.Problem is { } problem)
        {
            return ([], GatewayError.From(problem.Code == ErrorCodes.KeyModelNotAllowed ? GatewayErrorKind.ModelNotAllowed : GatewayErrorKind.NotFound, problem));
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
            : ([], new GatewayError(GatewayErrorKind.BadRequest, $"No provider of '{name}' supports the API '{ModelApis.ToName(format.ModelApi)}', and none of its APIs can be translated. Name another model.", ErrorCodes.InvalidRequest));
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

    private sealed record ResolutionCache(IReadOnlyList<ProviderConnection> Connections, ConcurrentDictionary<ResolutionKey, IReadOnlyList<UpstreamCandidate>> Resolutions);

    private readonly record struct ResolutionKey(ApiFormat Format, string Name, IReadOnlyList<ModelRef> Allowed, int Needs, bool NativeOnly);
}
