using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>Anthropic's messages.</summary>
internal class AnthropicMessagesApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.AnthropicMessages;

    /// <inheritdoc/>
    public override (string Header, string Prefix) KeyHeader => ("x-api-key", "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["anthropic-version", "anthropic-beta"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/v1/messages";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(2);
        ReplaceModel(edits, inspection, model);
        CapOutput(edits, inspection, cap, "max_tokens");
        return edits;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } usage)
        {
            tally.AddUsage(usage.AsAnthropic(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection inspection)
    {
        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("No object.");
        }

        if (name.SequenceEqual("content_block_delta"u8))
        {
            tally.AddOutputBytes(data.Length);
        }
        else if (name.SequenceEqual("message_start"u8))
        {
            if (ResponseJson.ReadUsage(data, "usage"u8, "message"u8) is { } usage)
            {
                tally.AddUsage(usage.AsAnthropic(), isFinal: false);
            }
        }
        else if (name.SequenceEqual("message_delta"u8))
        {
            // Its numbers are of the whole message, not of a part.
            if (ResponseJson.ReadUsage(data, "usage"u8) is { } usage)
            {
                tally.AddUsage(usage.AsAnthropic(), isFinal: true);
            }
        }
        else if (name.SequenceEqual("message_stop"u8))
        {
            tally.HasTerminator = true;
        }
        else if (name.SequenceEqual("error"u8))
        {
            tally.HasError = true;
        }
    }
}
