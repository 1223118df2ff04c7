using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;

namespace Factory.Gateway.ApiFormats;

/// <summary>Ollama's own embeddings, for providers only.</summary>
internal sealed class OllamaEmbeddingsApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OllamaEmbeddings;

    /// <inheritdoc/>
    public override string OperationName => "embeddings";

    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/api/embed";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider) =>
        throw new InvalidOperationException("Clients do not use Ollama's own embeddings.");

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.RootNumber(json, "prompt_eval_count"u8) is { } input)
        {
            usage.AddUsage(new ReportedUsage(input, 0, null, null, null), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> data,
        ResponseProgress usage,
        RequestInspection inspection) => throw new JsonException("Embeddings do not stream.");
}
