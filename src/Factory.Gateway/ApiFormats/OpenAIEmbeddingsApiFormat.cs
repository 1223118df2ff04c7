using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI embeddings: input only, never a stream.</summary>
internal sealed class OpenAIEmbeddingsApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OpenAIEmbeddings;

    /// <inheritdoc/>
    public override string OperationName => "embeddings";

    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/embeddings";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var patches = new List<BodyPatch>(1);
        ReplaceModel(patches, inspection, model);
        return patches;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } reported)
        {
            usage.AddUsage(reported.AsOpenAIChat(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> data,
        ResponseProgress usage,
        RequestInspection inspection) => throw new JsonException("Embeddings do not stream.");
}
