using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI's chat completions and every server that copies them.</summary>
internal sealed class OpenAIChatApiFormat : ApiFormat
{
    private const string LegacyMaxTokensQuirk = "max-tokens";

    /// <value>The word in models.json for servers that must not be asked for usage.</value>
    public const string NoUsageQuirk = "no-stream-usage";

    /// <summary>Whether a server knows the cap only under its old name, <c>max_tokens</c>.</summary>
    public static bool UsesLegacyMaxTokens(ProviderDefinition provider) => provider.Quirks.Contains(LegacyMaxTokensQuirk);

    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OpenAIChat;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/chat/completions";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(4);
        ReplaceModel(edits, inspection, model);
        CapOutput(edits, inspection, cap, UsesLegacyMaxTokens(provider) ? "max_tokens" : "max_completion_tokens");
        if (inspection.Stream && !inspection.ClientWantsUsage && !provider.Quirks.Contains(NoUsageQuirk))
        {
            edits.Add(RequestUsage(inspection));
        }

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
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection inspection)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            tally.HasTerminator = true;
            return;
        }

        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("No object.");
        }

        tally.HasError |= data.StartsWith("{\"error\""u8) || name.SequenceEqual("error"u8);
        tally.HasFinishReason |= ResponseJson.HasValue(data, "\"finish_reason\""u8);
        if (ResponseJson.HasValue(data, "\"usage\""u8) && ResponseJson.ReadUsage(data, "usage"u8) is { } usage)
        {
            tally.AddUsage(usage.AsOpenAIChat(), isFinal: true);
            tally.SuppressEvent = !inspection.ClientWantsUsage && HasNoChoices(data);
        }
        else
        {
            // Probabilities of tokens are many bytes and no tokens.
            tally.AddOutputBytes(ResponseJson.HasValue(data, "\"logprobs\""u8) ? 0 : data.Length);
        }
    }

    private static BodyPatch RequestUsage(RequestInspection inspection)
    {
        if (inspection.IncludeUsageRange.Exists)
        {
            return BodyPatch.Replace(inspection.IncludeUsageRange, "true"u8.ToArray());
        }

        if (inspection.HasStreamOptions)
        {
            return BodyPatch.Insert(inspection.StreamOptionsRange.Start + 1, hasMembers: true, "\"include_usage\":true"u8.ToArray());
        }

        return inspection.StreamOptionsRange.Exists
            ? BodyPatch.Replace(inspection.StreamOptionsRange, """{"include_usage":true}"""u8.ToArray())
            : BodyPatch.Insert(inspection.FirstPropertyOffset, inspection.HasProperties, "\"stream_options\":{\"include_usage\":true}"u8.ToArray());
    }

    private static bool HasNoChoices(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"choices\""u8);
        var value = at < 0 ? default : data[(at + 9)..].TrimStart(" \t\r\n:"u8);
        return at < 0 || (value.StartsWith("["u8) && value[1..].TrimStart(" \t\r\n"u8).StartsWith("]"u8));
    }
}
