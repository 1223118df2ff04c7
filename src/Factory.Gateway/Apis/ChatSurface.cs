using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>OpenAI's chat completions and every server that copies them.</summary>
internal sealed class ChatSurface : Surface
{
    private const string OldCapQuirk = "max-tokens";

    /// <value>The word in models.json for servers that must not be asked for usage.</value>
    public const string NoUsageQuirk = "no-stream-usage";

    /// <summary>Whether a server knows the cap only under its old name, <c>max_tokens</c>.</summary>
    public static bool TakesOldCap(ProviderDefinition provider) => provider.Quirks.Contains(OldCapQuirk);

    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Chat;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.OpenAI;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/chat/completions";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(4);
        ReplaceModel(edits, facts, model);
        LowerCap(edits, facts, cap, TakesOldCap(provider) ? "max_tokens" : "max_completion_tokens");
        if (facts.Stream && !facts.WantsUsage && !provider.Quirks.Contains(NoUsageQuirk))
        {
            edits.Add(AskForUsage(facts));
        }

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
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            tally.HasEnded = true;
            return;
        }

        if (!ReplyJson.LooksWhole(data))
        {
            throw new JsonException("No object.");
        }

        tally.HasFailed |= data.StartsWith("{\"error\""u8) || name.SequenceEqual("error"u8);
        tally.HasFinished |= ReplyJson.HasValue(data, "\"finish_reason\""u8);
        if (ReplyJson.HasValue(data, "\"usage\""u8) && ReplyJson.Usage(data, "usage"u8) is { } usage)
        {
            tally.Take(usage.Chat(), isFinal: true);
            tally.Withhold = !facts.WantsUsage && HasNoChoice(data);
        }
        else
        {
            // Probabilities of tokens are many bytes and no tokens.
            tally.Piece(ReplyJson.HasValue(data, "\"logprobs\""u8) ? 0 : data.Length);
        }
    }

    private static BodyPatch AskForUsage(RequestInspection facts)
    {
        if (facts.IncludeUsageAt.IsThere)
        {
            return BodyPatch.Replace(facts.IncludeUsageAt, "true"u8.ToArray());
        }

        if (facts.HasStreamOptions)
        {
            return BodyPatch.Insert(facts.StreamOptionsAt.Start + 1, hasMembers: true, "\"include_usage\":true"u8.ToArray());
        }

        return facts.StreamOptionsAt.IsThere
            ? BodyPatch.Replace(facts.StreamOptionsAt, """{"include_usage":true}"""u8.ToArray())
            : BodyPatch.Insert(facts.Inside, facts.HasMembers, "\"stream_options\":{\"include_usage\":true}"u8.ToArray());
    }

    private static bool HasNoChoice(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"choices\""u8);
        var value = at < 0 ? default : data[(at + 9)..].TrimStart(" \t\r\n:"u8);
        return at < 0 || (value.StartsWith("["u8) && value[1..].TrimStart(" \t\r\n"u8).StartsWith("]"u8));
    }
}
