using System.Text;
using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>Google's generateContent. The URL contains the model and whether the response streams.</summary>
internal class GeminiGenerateContentApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.GeminiGenerateContent;

    /// <inheritdoc/>
    public override (string Header, string Prefix) KeyHeader => ("x-goog-api-key", "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["x-goog-api-client"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) =>
        $"/models/{Uri.EscapeDataString(model)}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var patches = new List<BodyPatch>(1);
        if (inspection.MaxOutputTokensRange.Exists)
        {
            CapOutput(patches, inspection, cap, "");
        }
        else if (!inspection.GenerationConfigRange.Exists)
        {
            patches.Add(BodyPatch.Insert(
                inspection.FirstPropertyOffset,
                inspection.HasProperties,
                Encoding.ASCII.GetBytes($"\"generationConfig\":{{\"maxOutputTokens\":{cap}}}")));
        }
        else if (inspection.HasGenerationConfig)
        {
            patches.Add(BodyPatch.Insert(
                inspection.GenerationConfigRange.Start + 1,
                hasMembers: true,
                Encoding.ASCII.GetBytes($"\"maxOutputTokens\":{cap}")));
        }
        else
        {
            patches.Add(BodyPatch.Replace(inspection.GenerationConfigRange, Encoding.ASCII.GetBytes($"{{\"maxOutputTokens\":{cap}}}")));
        }

        return patches;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.ReadUsage(json, "usageMetadata"u8) is { } reported)
        {
            usage.AddUsage(reported.AsGemini(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection)
    {
        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("Not an object.");
        }

        usage.HasError |= data.StartsWith("{\"error\""u8);
        usage.HasFinishReason |= ResponseJson.HasValue(data, "\"finishReason\""u8) || ResponseJson.HasValue(data, "\"blockReason\""u8);
        if (ResponseJson.HasValue(data, "\"usageMetadata\""u8) && ResponseJson.ReadUsage(data, "usageMetadata"u8) is { } reported)
        {
            // Each event counts everything before it. Only the counts of the last one are billed; a stream that breaks
            // before it has no final usage.
            usage.AddUsage(reported.AsGemini(), isFinal: usage.HasFinishReason);
            usage.AddOutputBytes(0);
        }
        else
        {
            usage.AddOutputBytes(data.Length);
        }
    }

    /// <inheritdoc/>
    public override bool IsPreamble(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        data.IndexOf("\"candidates\""u8) < 0 && data.IndexOf("\"promptFeedback\""u8) < 0;

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => HasItems(root, "candidates") || HasProperty(root, "promptFeedback");
}
