using System.Text;
using Factory.Protocols.Conversations;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <remarks>Calls are whole in this protocol: the arguments of the open one are kept until it closes.</remarks>
internal sealed class GeminiStreamWriter(Protocol upstream, TranslationContext context, SseWriter sse) : ReplyStreamWriter(upstream, context, sse)
{
    private readonly StringBuilder _arguments = new();
    private ToolCallPart? _call;
    private string? _signature;
    private bool _thought;

    protected override void WriteBegin()
    {
    }

    protected override void OpenBlock(Block block) => _thought = false;

    protected override void WritePiece(Block block, string piece)
    {
        if (block == Block.Thinking)
        {
            _thought = true;
            Chunk(new ThinkingPart(piece, new ReasoningSignature(Protocol.GeminiGenerate, "")));
        }
        else
        {
            Chunk(new TextPart(piece));
        }
    }

    /// <summary>Stands behind the thoughts that were shown, or on the next part if none were.</summary>
    protected override void WriteSeal(ReasoningSignature seal)
    {
        if (_thought)
        {
            Chunk(new ThinkingPart("", seal));
        }
        else
        {
            _signature = seal.For(Protocol.GeminiGenerate);
        }
    }

    protected override void OpenCall(string id, ToolName name)
    {
        _arguments.Clear();
        _call = new ToolCallPart(id, name, "");
    }

    protected override void WriteArguments(string piece) => _arguments.Append(piece);

    protected override void CloseBlock(Block block)
    {
        if (block == Block.Call)
        {
            Chunk(_call! with { Arguments = _arguments.ToString() });
        }
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence) => Chunk(new TextPart(""), stop);

    protected override void WriteFailure(Failure failure) => Sse.Event(null, json => ProtocolError.Write(json, Protocol.GeminiGenerate, failure));

    private void Chunk(ContentPart part, StopReason? stop = null)
    {
        var signature = part is ThinkingPart ? null : _signature;
        _signature = part is ThinkingPart ? _signature : null;
        Sse.Event(null, json => GeminiCandidate.Write(json, Context, () => GeminiPartWriter.Write(json, part, signature), stop, stop is null ? null : Usage));
    }
}
