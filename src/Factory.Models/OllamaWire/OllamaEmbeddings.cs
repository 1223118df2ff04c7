using System.Text.Json.Nodes;
using Factory.Contracts.Models;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;

namespace Factory.Models.OllamaWire;

/// <summary>Embeddings by a model that an Ollama server runs. They cost nothing and are not metered.</summary>
internal sealed class OllamaEmbeddings(OllamaApi api, ModelRef model, string keepAlive) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        var request = new JsonObject { ["model"] = model.Model, ["input"] = new JsonArray([.. texts.Select(t => JsonValue.Create(t))]), ["keep_alive"] = keepAlive };
        if (options?.Dimensions is { } dimensions)
        {
            request["dimensions"] = dimensions;
        }

        try
        {
            var (vectors, tokens) = await api.EmbedAsync(request, cancellationToken);
            return vectors.Count == texts.Count
                ? new GeneratedEmbeddings<Embedding<float>>(vectors.Select(v => new Embedding<float>(v) { ModelId = model.Model })) { Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } }
                : throw new InvalidDataException($"{vectors.Count} vectors came for {texts.Count} texts.");
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw WireFailures.Map(e, model, isBegun: false, new Redaction(null));
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The connections belong to the caller.
    }
}
