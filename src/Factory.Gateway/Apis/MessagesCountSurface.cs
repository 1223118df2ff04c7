using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>Counting the tokens of a request, which Anthropic does without charge.</summary>
internal sealed class MessagesCountSurface : MessagesSurface
{
    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override bool IsFree => true;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/v1/messages/count_tokens";

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
        if (!ReplyJson.LooksWhole(json))
        {
            throw new JsonException("No object.");
        }

        tally.Take(new UsageNumbers(0, 0, null, null, null), isFinal: true);
    }
}
