using System.Text;
using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>Google's generateContent. Its model and whether it streams stand in the address.</summary>
internal class GenerateSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Generate;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.Google;

    /// <inheritdoc/>
    public override (string Header, string Prefix) Key => ("x-goog-api-key", "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headers { get; } = ["x-goog-api-client"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) =>
        $"/models/{Uri.EscapeDataString(model)}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(1);
        if (facts.CapAt.IsThere)
        {
            LowerCap(edits, facts, cap, "");
        }
        else if (!facts.GenerationConfigAt.IsThere)
        {
            edits.Add(BodyPatch.Insert(facts.Inside, facts.HasMembers, Encoding.ASCII.GetBytes($"\"generationConfig\":{{\"maxOutputTokens\":{cap}}}")));
        }
        else if (facts.HasGenerationConfig)
        {
            edits.Add(BodyPatch.Insert(facts.GenerationConfigAt.Start + 1, hasMembers: true, Encoding.ASCII.GetBytes($"\"maxOutputTokens\":{cap}")));
        }
        else
        {
            edits.Add(BodyPatch.Replace(facts.GenerationConfigAt, Encoding.ASCII.GetBytes($"{{\"maxOutputTokens\":{cap}}}")));
        }

        return edits;
    }

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ReplyJson.Usage(json, "usageMetadata"u8) is { } usage)
        {
            tally.Take(usage.Google(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts)
    {
        if (!ReplyJson.LooksWhole(data))
        {
            throw new JsonException("No object.");
        }

        tally.HasFailed |= data.StartsWith("{\"error\""u8);
        tally.HasFinished |= ReplyJson.HasValue(data, "\"finishReason\""u8) || ReplyJson.HasValue(data, "\"blockReason\""u8);
        if (ReplyJson.HasValue(data, "\"usageMetadata\""u8) && ReplyJson.Usage(data, "usageMetadata"u8) is { } usage)
        {
            // Every event counts all that came before; only the last one's numbers are what is billed.
            tally.Take(usage.Google(), isFinal: tally.HasFinished);
            tally.Piece(0);
        }
        else
        {
            tally.Piece(data.Length);
        }
    }
}
