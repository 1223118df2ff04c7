using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Metering.Calls;

namespace Factory.Gateway.ApiFormats;

/// <summary>
/// Ollama's own chat, for providers only. Requests of every client are translated to it, because only this API takes
/// the context size (<c>num_ctx</c>); Ollama's copies of other APIs cut what does not fit the server's default.
/// </summary>
internal sealed class OllamaChatApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OllamaChat;

    /// <inheritdoc/>
    public override string StreamMediaType => JsonLinesToSseStream.MediaType;

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/api/chat";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider) =>
        throw new InvalidOperationException("Clients do not use Ollama's own chat.");

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage) => ReadCounts(json, usage);

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection)
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

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => HasProperty(root, "message");

    // The counts are in a response that is not streamed and in the last line of a stream. Only the top level is read: a
    // tool's arguments may contain any name.
    private static bool ReadCounts(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        var isDone = ResponseJson.RootFlag(json, "done"u8);
        if (isDone && ResponseJson.RootNumber(json, "eval_count"u8) is { } output)
        {
            // Ollama leaves the input count out when all of the prompt was in its cache.
            usage.AddUsage(
                new ReportedUsage(ResponseJson.RootNumber(json, "prompt_eval_count"u8) ?? 0, output, null, null, null),
                isFinal: true);
        }

        return isDone;
    }
}
