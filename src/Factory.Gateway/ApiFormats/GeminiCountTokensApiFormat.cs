using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;

namespace Factory.Gateway.ApiFormats;

/// <summary>Counts the tokens of a Gemini request, which Google does free of charge.</summary>
internal sealed class GeminiCountTokensApiFormat : GeminiGenerateContentApiFormat
{
    /// <inheritdoc/>
    public override string OperationName => "count_tokens";

    /// <inheritdoc/>
    public override bool HasOutput => false;

    /// <inheritdoc/>
    public override bool IsFree => true;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => $"/models/{Uri.EscapeDataString(model)}:countTokens";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        return [];
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (!ResponseJson.LooksLikeObject(json))
        {
            throw new JsonException("No object.");
        }

        usage.AddUsage(new ReportedUsage(0, 0, null, null, null), isFinal: true);
    }

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => true;
}
