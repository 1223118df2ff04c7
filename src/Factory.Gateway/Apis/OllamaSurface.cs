using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Apis;

/// <summary>Ollama's own chat, for providers only: every request is translated into it, because only there it can say how much context it needs.</summary>
internal sealed class OllamaSurface : Surface
{
    /// <inheritdoc/>
    public override string Protocol => ProtocolNames.Ollama;

    /// <inheritdoc/>
    public override ErrorFormat Errors => ErrorFormat.OpenAI;

    /// <inheritdoc/>
    public override string StreamType => LineEvents.MediaType;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/api/chat";

    /// <inheritdoc/>
    public override List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider) => throw new InvalidOperationException("No client speaks Ollama's own chat.");

    /// <inheritdoc/>
    public override void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally) => Read(json, tally);

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts)
    {
        tally.HasFailed |= data.StartsWith("{\"error\""u8);
        if (Read(data, tally))
        {
            tally.HasFinished = tally.HasEnded = true;
        }
        else
        {
            tally.Piece(data.Length);
        }
    }

    /// <summary>True for a whole reply and for the last line of a stream: the counts stand in it. A tool's arguments may hold any name, so only the top is looked at.</summary>
    private static bool Read(ReadOnlySpan<byte> json, UsageAccumulator tally)
    {
        var isDone = ReplyJson.TopFlag(json, "done"u8);
        if (isDone && ReplyJson.TopNumber(json, "eval_count"u8) is { } output)
        {
            // The input's count is left out where the server had all of it in its cache.
            tally.Take(new UsageNumbers(ReplyJson.TopNumber(json, "prompt_eval_count"u8) ?? 0, output, null, null, null), isFinal: true);
        }

        return isDone;
    }
}
