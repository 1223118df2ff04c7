using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI's responses.</summary>
internal sealed class OpenAIResponsesApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OpenAIResponses;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["openai-beta"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/responses";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(2);
        ReplaceModel(edits, inspection, model);
        CapOutput(edits, inspection, cap, "max_output_tokens");
        return edits;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } usage)
        {
            tally.AddUsage(usage.AsOpenAIResponses(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection inspection)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            return;
        }

        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("No object.");
        }

        tally.EventCount++;
        var type = name.IsEmpty ? TypeOf(data) : name;
        if (type.EndsWith(".delta"u8))
        {
            tally.AddOutputBytes(data.Length);
        }
        else if (type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) || type.SequenceEqual("response.failed"u8))
        {
            tally.HasTerminator = true;
            tally.HasError = type.EndsWith("failed"u8);
            if (ResponseJson.ReadUsage(data, "usage"u8, "response"u8) is { } usage)
            {
                tally.AddUsage(usage.AsOpenAIResponses(), isFinal: true);
            }
        }
        else if (type.SequenceEqual("error"u8))
        {
            tally.HasError = true;
        }
    }

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"type\""u8);
        var value = at < 0 ? default : data[(at + 6)..].TrimStart(" \t\r\n:\""u8);
        var end = value.IndexOf((byte)'"');
        return end < 0 ? default : value[..end];
    }
}
