using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Streams for clients of streamGenerateContent.</summary>
/// <remarks>The API has complete calls only: the arguments of the open call are buffered until it closes.</remarks>
internal sealed class GeminiStreamWriter(ModelApi upstream, TranslationContext context, SseWriter sse)
    : ResponseStreamWriter(upstream, context, sse)
{
    private readonly StringBuilder _arguments = new();
    private ToolCallPart? _call;
    private string? _signature;
    private bool _hasReasoningText;

    protected override void WriteBegin()
    {
    }

    protected override void OpenBlock(Block block) => _hasReasoningText = false;

    protected override void WriteDelta(Block block, string delta)
    {
        if (block == Block.Reasoning)
        {
            _hasReasoningText = true;
            Chunk(new ReasoningPart(delta, new ReasoningSignature(ModelApi.GeminiGenerateContent, "")));
        }
        else
        {
            Chunk(new TextPart(delta));
        }
    }

    protected override void WriteSignature(ReasoningSignature signature)
    {
        // After reasoning that was shown, a part of its own; without any, on the next part, where Gemini has it and its
        // clients keep it.
        if (_hasReasoningText)
        {
            Chunk(new ReasoningPart("", signature));
        }
        else
        {
            _signature = signature.WrapFor(ModelApi.GeminiGenerateContent);
        }
    }

    protected override void OpenToolCall(string id, ToolName name)
    {
        _arguments.Clear();
        _call = new ToolCallPart(id, name, "");
    }

    protected override void WriteArguments(string delta) => _arguments.Append(delta);

    protected override void CloseBlock(Block block)
    {
        if (block == Block.ToolCall)
        {
            Chunk(_call! with { Arguments = _arguments.ToString() });
        }
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence) => Chunk(new TextPart(""), stop);

    protected override void WriteError(ApiError error) =>
        Sse.WriteEvent(null, json => ProtocolError.Write(json, ModelApi.GeminiGenerateContent, error));

    private void Chunk(ContentPart part, StopReason? stop = null)
    {
        var signature = part is ReasoningPart ? null : _signature;
        _signature = part is ReasoningPart ? _signature : null;
        Sse.WriteEvent(
            null,
            json =>
                GeminiCandidate.Write(
                    json,
                    Context,
                    () => GeminiPartWriter.Write(json, part, signature),
                    stop,
                    stop is null ? null : Usage));
    }
}
