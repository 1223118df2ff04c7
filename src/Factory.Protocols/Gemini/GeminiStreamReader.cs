using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <remarks>Gemini has no closing event: the reply ends with the stream.</remarks>
internal sealed class GeminiStreamReader(RequestMap map, TranslationContext context) : IStreamReader
{
    private readonly GeminiPartReader _parts = new($"call_{context.Id}_", map);

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        var chunk = JsonObjectReader.Of(JsonText.Parse(data, "chunk", isReply: true), camelCase: true);
        if (chunk.Take("error") is { } error)
        {
            sink.Failed(GeminiCandidate.ReadError(error));
            return;
        }

        if (chunk.Take("usageMetadata") is { } usage)
        {
            sink.Count(GeminiCandidate.ReadUsage(usage));
        }

        if (chunk.Take("promptFeedback") is { } feedback && JsonObjectReader.Of(feedback, camelCase: true).Text("blockReason") is not null)
        {
            sink.Stopped(StopReason.Refused, null);
        }

        foreach (var candidate in chunk.Items("candidates").Take(1).Select(item => JsonObjectReader.Of(item, camelCase: true)))
        {
            foreach (var part in candidate.Object("content")?.Items("parts").SelectMany(_parts.Read) ?? [])
            {
                Say(part, sink);
            }

            if (candidate.Text("finishReason") is { } reason)
            {
                sink.Stopped(GeminiCandidate.ReadStop(reason), null);
            }
        }
    }

    private static void Say(ContentPart part, IReplySink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.Text(text.Text);
                break;
            case ThinkingPart thoughts:
                sink.Thinking(thoughts.Text);
                if (thoughts.Seal.Payload.Length > 0 || thoughts.Seal.Maker != Protocol.GeminiGenerate)
                {
                    sink.Sealed(thoughts.Seal);
                }

                break;
            case ToolCallPart call:
                sink.Call(call.Id, call.Name);
                sink.Arguments(call.Arguments);
                sink.Close();
                break;
            default:
                throw new TranslationException("parts", "the provider sent a picture, which the client's protocol cannot show in a reply");
        }
    }
}
