using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI chat completions, and every server that copies them.</summary>
internal sealed class OpenAIChatApiFormat : ApiFormat
{
    /// <summary>Whether a server supports the output limit only under its old name, <c>max_tokens</c>.</summary>
    public static bool UsesLegacyMaxTokens(ProviderDefinition provider) => provider.Quirks.Contains(ProviderQuirks.LegacyMaxTokens);

    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OpenAIChat;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/chat/completions";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var patches = new List<BodyPatch>(4);
        ReplaceModel(patches, inspection, model);
        CapOutput(patches, inspection, cap, UsesLegacyMaxTokens(provider) ? "max_tokens" : "max_completion_tokens");
        if (inspection.Stream && !inspection.ClientWantsUsage && !provider.Quirks.Contains(ProviderQuirks.NoStreamUsage))
        {
            patches.Add(RequestUsage(inspection));
        }

        return patches;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } reported)
        {
            usage.AddUsage(reported.AsOpenAIChat(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection)
    {
        // The only event that is not JSON, and the last one.
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            usage.HasTerminator = true;
            return;
        }

        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("Not an object.");
        }

        usage.HasError |= data.StartsWith("{\"error\""u8) || name.SequenceEqual("error"u8);
        usage.HasFinishReason |= ResponseJson.HasValue(data, "\"finish_reason\""u8);
        if (ResponseJson.HasValue(data, "\"usage\""u8) && ResponseJson.ReadUsage(data, "usage"u8) is { } reported)
        {
            usage.AddUsage(reported.AsOpenAIChat(), isFinal: true);
            // OpenAI's usage chunk has an empty list of choices. Servers that put usage into a chunk with text must not
            // lose that text.
            usage.SuppressEvent = !inspection.ClientWantsUsage && HasNoChoices(data);
        }
        else
        {
            // Log probabilities are many bytes that are not output, and would make the stream look over its budget.
            usage.AddOutputBytes(ResponseJson.HasValue(data, "\"logprobs\""u8) ? 0 : data.Length);
        }
    }

    /// <inheritdoc/>
    public override bool IsPreamble(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        // Azure begins with the filter's results and no choice, the others with the role and no text.
        if (!ResponseJson.LooksLikeObject(data) || ResponseJson.HasValue(data, "\"finish_reason\""u8))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 512 });
            using var json = JsonDocument.ParseValue(ref reader);
            return !HasItems(json.RootElement, "choices")
                || json.RootElement.GetProperty("choices").EnumerateArray().All(choice => !HasContent(choice));
        }
        catch (JsonException)
        {
            // Not JSON in the strict sense, for example NaN among log probabilities. Forwarded as it is, as later events are.
            return false;
        }
    }

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => HasItems(root, "choices");

    private static bool HasContent(JsonElement choice) =>
        HasProperty(choice, "delta")
            ? choice.GetProperty("delta").ValueKind != JsonValueKind.Object
                || choice.GetProperty("delta").EnumerateObject().Any(p => !p.NameEquals("role") && !IsEmpty(p.Value))
            : HasProperty(choice, "message") || HasProperty(choice, "text");

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""u8),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

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
            : BodyPatch.Insert(
                inspection.FirstPropertyOffset,
                inspection.HasProperties,
                "\"stream_options\":{\"include_usage\":true}"u8.ToArray());
    }

    private static bool HasNoChoices(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"choices\""u8);
        var value = at < 0 ? default : data[(at + 9)..].TrimStart(" \t\r\n:"u8);
        return at < 0 || (value.StartsWith("["u8) && value[1..].TrimStart(" \t\r\n"u8).StartsWith("]"u8));
    }
}
