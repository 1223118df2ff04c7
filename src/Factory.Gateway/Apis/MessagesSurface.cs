using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>Anthropic's messages.</summary>
internal class MessagesSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Messages;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.Anthropic;

    /// <inheritdoc/>
    public override (string Header, string Prefix) Key => ("x-api-key", "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headers { get; } = ["anthropic-version", "anthropic-beta"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/v1/messages";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(2);
        ReplaceModel(edits, facts, model);
        LowerCap(edits, facts, cap, "max_tokens");
        return edits;
    }

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ReplyJson.Usage(json, "usage"u8) is { } usage)
        {
            tally.Take(usage.Anthropic(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts)
    {
        if (!ReplyJson.LooksWhole(data))
        {
            throw new JsonException("No object.");
        }

        if (name.SequenceEqual("content_block_delta"u8))
        {
            tally.Piece(data.Length);
        }
        else if (name.SequenceEqual("message_start"u8))
        {
            if (ReplyJson.Usage(data, "usage"u8, "message"u8) is { } usage)
            {
                tally.Take(usage.Anthropic(), isFinal: false);
            }
        }
        else if (name.SequenceEqual("message_delta"u8))
        {
            // Its numbers are of the whole message, not of a part.
            if (ReplyJson.Usage(data, "usage"u8) is { } usage)
            {
                tally.Take(usage.Anthropic(), isFinal: true);
            }
        }
        else if (name.SequenceEqual("message_stop"u8))
        {
            tally.HasEnded = true;
        }
        else if (name.SequenceEqual("error"u8))
        {
            tally.HasFailed = true;
        }
    }
}
