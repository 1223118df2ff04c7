using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>OpenAI's embeddings: input only, never a stream.</summary>
internal sealed class EmbeddingsSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Embeddings;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.OpenAI;

    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/embeddings";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(1);
        ReplaceModel(edits, facts, model);
        return edits;
    }

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ReplyJson.Usage(json, "usage"u8) is { } usage)
        {
            tally.Take(usage.Chat(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts) => throw new JsonException("Embeddings do not stream.");
}
