using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Gateway.Apis;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Models;

/// <summary>The models that can be reached now, and in which protocol.</summary>
internal sealed class ModelDirectory(IProviderEndpoints endpoints)
{
    private const int MostAnswers = 1_000;

    private static readonly string[][] Needs = [[], ["tools"], ["vision"], ["tools", "vision"]];

    private Remembered? _known;

    /// <summary>The models that a key opens, in the order of models.json.</summary>
    public IEnumerable<ModelDefinition> Open(IReadOnlyList<ModelRef> allowed) =>
        endpoints.Connections.SelectMany(c => c.Provider.Models).Where(m => allowed.Count == 0 || allowed.Contains(m.Ref));

    /// <summary>Who may answer a call, best first; a refusal when nobody may.</summary>
    /// <param name="nativeOnly">True when only providers that speak the client's own protocol can do it.</param>
    public (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Refusal) Find(Surface surface, string name, IReadOnlyList<ModelRef> allowed, RequestInspection facts, bool nativeOnly)
    {
        var connections = endpoints.Connections;
        var needs = surface.HasOutput ? (facts.HasTools ? 1 : 0) + (facts.Images > 0 ? 2 : 0) : 0;
        var known = Known(connections);
        var question = new Question(surface, name, allowed, needs, nativeOnly);
        if (known.Answers.TryGetValue(question, out var answer))
        {
            return (answer, null);
        }

        var (candidates, refusal) = Look(connections, question);
        if (refusal is null)
        {
            // Keys come and go with their attempts; what they asked must not stay for ever.
            if (known.Answers.Count >= MostAnswers)
            {
                known.Answers.Clear();
            }

            known.Answers[question] = candidates;
        }

        return (candidates, refusal);
    }

    // Named by the same list of models means the same key: what a key asks again and again is looked up once.
    private Remembered Known(IReadOnlyList<ProviderConnection> connections)
    {
        var known = Volatile.Read(ref _known);
        if (!ReferenceEquals(known?.Connections, connections))
        {
            known = new Remembered(connections, new());
            Volatile.Write(ref _known, known);
        }

        return known!;
    }

    private static (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Refusal) Look(IReadOnlyList<ProviderConnection> connections, Question question)
    {
        var (surface, name, allowed, needs, nativeOnly) = question;
        var choice = ModelResolution.Resolve(name, [.. connections.SelectMany(c => c.Provider.Models)], allowed, Needs[needs]);
        if (choice.Problem is { } problem)
        {
            return ([], GatewayError.Of(problem.Code == ErrorCodes.KeyModel ? GatewayErrorKind.Model : GatewayErrorKind.NotFound, problem));
        }

        var candidates = new List<UpstreamCandidate>(choice.Models.Count);
        foreach (var model in choice.Models)
        {
            var connection = connections.First(c => c.Provider.Name == model.Ref.Provider);
            if (Speak(connection, surface, nativeOnly) is { } spoken)
            {
                candidates.Add(new UpstreamCandidate(model, connection, spoken, connection.Endpoints[spoken.Protocol]));
            }
        }

        return candidates.Count > 0
            ? (candidates, null)
            : ([], new GatewayError(GatewayErrorKind.BadRequest, $"No provider of '{name}' speaks the protocol '{surface.Protocol}', and none that it speaks can stand in for it. Name another model.", ErrorCodes.InvalidRequest));
    }

    private static Surface? Speak(ProviderConnection connection, Surface surface, bool nativeOnly)
    {
        if (connection.Endpoints.ContainsKey(surface.Protocol))
        {
            return surface;
        }

        if (surface is EmbeddingsSurface)
        {
            return connection.Endpoints.ContainsKey(ProtocolNames.Ollama) ? GatewayRoutes.OllamaEmbeddings : null;
        }

        return nativeOnly ? null : GatewayRoutes.Talking.FirstOrDefault(s => connection.Endpoints.ContainsKey(s.Protocol));
    }

    private sealed record Remembered(IReadOnlyList<ProviderConnection> Connections, ConcurrentDictionary<Question, IReadOnlyList<UpstreamCandidate>> Answers);

    private readonly record struct Question(Surface Surface, string Name, IReadOnlyList<ModelRef> Allowed, int Needs, bool NativeOnly);
}
