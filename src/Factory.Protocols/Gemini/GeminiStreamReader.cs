using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <remarks>Gemini has no closing event: the reply ends with the stream.</remarks>
internal sealed class GeminiStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly GeminiPartReader _parts = new($"call_{context.CallId}_", map);

    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        var chunk = JsonObjectReader.Create(JsonText.Parse(data, "chunk", isReply: true), camelCase: true);
        if (chunk.Take("error") is { } error)
        {
            sink.Fail(GeminiCandidate.ReadError(error));
            return;
        }

        if (chunk.Take("usageMetadata") is { } usage)
        {
            sink.SetUsage(GeminiCandidate.ReadUsage(usage));
        }

        if (chunk.Take("promptFeedback") is { } feedback && JsonObjectReader.Create(feedback, camelCase: true).Text("blockReason") is not null)
        {
            sink.SetStopReason(StopReason.Refusal, null);
        }

        foreach (var candidate in chunk.Items("candidates").Take(1).Select(item => JsonObjectReader.Create(item, camelCase: true)))
        {
            foreach (var part in candidate.Object("content")?.Items("parts").SelectMany(_parts.Read) ?? [])
            {
                Emit(part, sink);
            }

            if (candidate.Text("finishReason") is { } reason)
            {
                sink.SetStopReason(GeminiCandidate.ReadStop(reason), null);
            }
        }
    }

    private static void Emit(ContentPart part, IResponseStreamSink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.AppendText(text.Text);
                break;
            case ReasoningPart reasoning:
                sink.AppendReasoning(reasoning.Text);
                if (reasoning.Signature.Payload.Length > 0 || reasoning.Signature.Issuer != ModelApi.GeminiGenerateContent)
                {
                    sink.SetReasoningSignature(reasoning.Signature);
                }

                break;
            case ToolCallPart call:
                sink.BeginToolCall(call.Id, call.Name);
                sink.AppendToolArguments(call.Arguments);
                sink.EndBlock();
                break;
            default:
                throw new TranslationException("parts", "the provider sent an image, which the client's API cannot express in a reply");
        }
    }
}
