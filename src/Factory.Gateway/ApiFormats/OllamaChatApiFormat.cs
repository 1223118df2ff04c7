using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.ApiFormats;

/// <summary>Ollama's own chat, for providers only: every request is translated into it, because only there it can say how much context it needs.</summary>
internal sealed class OllamaChatApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OllamaChat;

    /// <inheritdoc/>
    public override string StreamMediaType => JsonLinesToSseStream.MediaType;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/api/chat";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider) => throw new InvalidOperationException("No client speaks Ollama's own chat.");

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator usage) => ReadCounts(json, usage);

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator usage, RequestInspection inspection)
    {
        usage.HasError |= data.StartsWith("{\"error\""u8);
        if (ReadCounts(data, usage))
        {
            usage.HasFinishReason = usage.HasTerminator = true;
        }
        else
        {
            usage.AddOutputBytes(data.Length);
        }
    }

    /// <summary>True for a whole reply and for the last line of a stream: the counts stand in it. A tool's arguments may hold any name, so only the top is looked at.</summary>
    private static bool ReadCounts(ReadOnlySpan<byte> json, UsageAccumulator usage)
    {
        var isDone = ResponseJson.RootFlag(json, "done"u8);
        if (isDone && ResponseJson.RootNumber(json, "eval_count"u8) is { } output)
        {
            // The input's count is left out where the server had all of it in its cache.
            usage.AddUsage(new ReportedUsage(ResponseJson.RootNumber(json, "prompt_eval_count"u8) ?? 0, output, null, null, null), isFinal: true);
        }

        return isDone;
    }
}
