using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI's embeddings: input only, never a stream.</summary>
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
        var edits = new List<BodyPatch>(1);
        ReplaceModel(edits, inspection, model);
        return edits;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } usage)
        {
            tally.AddUsage(usage.AsOpenAIChat(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator usage, RequestInspection inspection) => throw new JsonException("Embeddings do not stream.");
}
