using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Responses;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.Responses;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headers { get; } = ["openai-beta"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/responses";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider)
    {
        var edits = new List<BodyPatch>(2);
        ReplaceModel(edits, facts, model);
        LowerCap(edits, facts, cap, "max_output_tokens");
        return edits;
    }

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        if (ReplyJson.Usage(json, "usage"u8) is { } usage)
        {
            tally.Take(usage.Responses(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            return;
        }

        if (!ReplyJson.LooksWhole(data))
        {
            throw new JsonException("No object.");
        }

        tally.Events++;
        var type = name.IsEmpty ? TypeOf(data) : name;
        if (type.EndsWith(".delta"u8))
        {
            tally.Piece(data.Length);
        }
        else if (type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) || type.SequenceEqual("response.failed"u8))
        {
            tally.HasEnded = true;
            tally.HasFailed = type.EndsWith("failed"u8);
            if (ReplyJson.Usage(data, "usage"u8, "response"u8) is { } usage)
            {
                tally.Take(usage.Responses(), isFinal: true);
            }
        }
        else if (type.SequenceEqual("error"u8))
        {
            tally.HasFailed = true;
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
