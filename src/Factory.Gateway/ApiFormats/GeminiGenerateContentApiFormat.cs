using System.Text;
using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>Google's generateContent. Its model and whether it streams stand in the address.</summary>
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
        var edits = new List<BodyPatch>(1);
        if (inspection.MaxOutputTokensRange.Exists)
        {
            CapOutput(edits, inspection, cap, "");
        }
        else if (!inspection.GenerationConfigRange.Exists)
        {
            edits.Add(BodyPatch.Insert(inspection.FirstPropertyOffset, inspection.HasProperties, Encoding.ASCII.GetBytes($"\"generationConfig\":{{\"maxOutputTokens\":{cap}}}")));
        }
        else if (inspection.HasGenerationConfig)
        {
            edits.Add(BodyPatch.Insert(inspection.GenerationConfigRange.Start + 1, hasMembers: true, Encoding.ASCII.GetBytes($"\"maxOutputTokens\":{cap}")));
        }
        else
        {
            edits.Add(BodyPatch.Replace(inspection.GenerationConfigRange, Encoding.ASCII.GetBytes($"{{\"maxOutputTokens\":{cap}}}")));
        }

        return edits;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ResponseJson.ReadUsage(json, "usageMetadata"u8) is { } usage)
        {
            tally.AddUsage(usage.AsGemini(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection inspection)
    {
        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("No object.");
        }

        tally.HasError |= data.StartsWith("{\"error\""u8);
        tally.HasFinishReason |= ResponseJson.HasValue(data, "\"finishReason\""u8) || ResponseJson.HasValue(data, "\"blockReason\""u8);
        if (ResponseJson.HasValue(data, "\"usageMetadata\""u8) && ResponseJson.ReadUsage(data, "usageMetadata"u8) is { } usage)
        {
            // Every event counts all that came before; only the last one's numbers are what is billed.
            tally.AddUsage(usage.AsGemini(), isFinal: tally.HasFinishReason);
            tally.AddOutputBytes(0);
        }
        else
        {
            tally.AddOutputBytes(data.Length);
        }
    }
}
