using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Streams of streamGenerateContent.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="context">The call; ids of tool calls are made from its id.</param>
/// <remarks>
/// There is no terminal event: the reply ends with the stream, and the finish reason is the only sign that it is
/// complete.
/// </remarks>
internal sealed class GeminiStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly BlockSequencer _blocks = new($"call_{context.CallId}_");
    private readonly GeminiPartReader _parts = new($"call_{context.CallId}_", map);

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        var chunk = JsonObjectReader.Create(JsonText.Parse(data, "chunk", isReply: true), camelCase: true);
        if (chunk.Take("usageMetadata") is { } usage)
        {
            sink.SetUsage(GeminiCandidate.ReadUsage(usage));
        }

        // A blocked prompt has a reason but no candidate, so no finish reason would ever come.
        if (chunk.Take("promptFeedback") is { } feedback
            && JsonObjectReader.Create(feedback, camelCase: true).Text("blockReason") is not null)
        {
            sink.SetStopReason(StopReason.Refusal, null);
        }

        foreach (var candidate in chunk.Items("candidates").Take(1).Select(item => JsonObjectReader.Create(item, camelCase: true)))
        {
            foreach (var part in candidate.Object("content")?.Items("parts").SelectMany(_parts.Read) ?? [])
            {
                _blocks.AppendPart(part, ModelApi.GeminiGenerateContent, sink);
            }

            if (candidate.Text("finishReason") is { Length: > 0 } reason)
            {
                _blocks.CloseAll(sink);
                sink.SetStopReason(GeminiCandidate.ReadStop(reason), null);
            }
        }
    }
}
