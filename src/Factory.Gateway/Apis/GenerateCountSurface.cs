using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>Counting the tokens of a request, which Google does without charge.</summary>
internal sealed class GenerateCountSurface : GenerateSurface
{
    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override bool IsFree => true;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => $"/models/{Uri.EscapeDataString(model)}:countTokens";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        return [];
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
