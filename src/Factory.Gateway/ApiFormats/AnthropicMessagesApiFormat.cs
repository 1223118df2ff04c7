using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>Anthropic messages.</summary>
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
        var patches = new List<BodyPatch>(2);
        ReplaceModel(patches, inspection, model);
        CapOutput(patches, inspection, cap, "max_tokens");
        return patches;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } reported)
        {
            usage.AddUsage(reported.AsAnthropic(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection)
    {
        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("Not an object.");
        }

        if (name.SequenceEqual("content_block_delta"u8))
        {
            usage.AddOutputBytes(data.Length);
        }
        else if (name.SequenceEqual("message_start"u8))
        {
            // The input is final here, the output only a placeholder.
            if (ResponseJson.ReadUsage(data, "usage"u8, "message"u8) is { } reported)
            {
                usage.AddUsage(reported.AsAnthropic(), isFinal: false);
            }
        }
        else if (name.SequenceEqual("message_delta"u8))
        {
            // Its counts are cumulative (Anthropic, "Streaming messages"): they replace those of message_start.
            if (ResponseJson.ReadUsage(data, "usage"u8) is { } reported)
            {
                usage.AddUsage(reported.AsAnthropic(), isFinal: true);
            }
        }
        else if (name.SequenceEqual("message_stop"u8))
        {
            usage.HasTerminator = true;
        }
        else if (name.SequenceEqual("error"u8))
        {
            usage.HasError = true;
        }
    }

    /// <inheritdoc/>
    public override bool IsPreamble(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        name.SequenceEqual("message_start"u8) || name.SequenceEqual("ping"u8);

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => HasProperty(root, "content");
}
