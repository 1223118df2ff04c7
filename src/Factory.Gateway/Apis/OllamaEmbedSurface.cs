using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>Ollama's own embeddings, for providers only.</summary>
internal sealed class OllamaEmbedSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Ollama;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.OpenAI;

    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/api/embed";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider) => throw new InvalidOperationException("No client speaks Ollama's own embeddings.");

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ReplyJson.TopNumber(json, "prompt_eval_count"u8) is { } input)
        {
            tally.Take(new UsageNumbers(input, 0, null, null, null), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts) => throw new JsonException("Embeddings do not stream.");
}
