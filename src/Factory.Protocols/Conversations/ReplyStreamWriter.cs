using Factory.Protocols.Json;

namespace Factory.Protocols.Conversations;

/// <summary>What the writers of streams have in common: which block is open, what is known of the end, and that the end is written once.</summary>
internal abstract class ReplyStreamWriter(Protocol upstream, TranslationContext context, SseWriter sse) : IReplySink
{
    private bool _begun;
    private bool _ended;
    private bool _sealed;
    private bool _called;
    private bool _argumentsMissing;
    private StopReason? _stop;
    private string? _stopSequence;

    internal enum Block
    {
        None,
        Text,
        Refusal,
        Thinking,
        Call,
    }

    protected TranslationContext Context { get; } = context;

    protected SseWriter Sse { get; } = sse;

    protected Usage? Usage { get; private set; }

    protected Block Open { get; private set; }

    public void Text(string piece) => Piece(Block.Text, piece);

    public void Refusal(string piece) => Piece(Block.Refusal, piece);

    public void Thinking(string piece) => Piece(Block.Thinking, piece);

    public void Sealed(ReasoningSignature seal)
    {
        Enter(Block.Thinking);
        _sealed = true;
        WriteSeal(seal);
        Close();
    }

    public void Call(string id, ToolName name)
    {
        Close();
        Begin();
        Open = Block.Call;
        _called = true;
        _argumentsMissing = !name.Custom;
        OpenCall(id, name);
    }

    public void Arguments(string piece)
    {
        if (Open != Block.Call)
        {
            throw new TranslationException("arguments", "the provider sent arguments for a call that is not open");
        }

        if (piece.Length > 0)
        {
            _argumentsMissing = false;
            WriteArguments(piece);
        }
    }

    public void Close()
    {
        if (Open == Block.None)
        {
            return;
        }

        if (Open == Block.Thinking && !_sealed)
        {
            WriteSeal(new ReasoningSignature(upstream, ""));
        }

        if (Open == Block.Call && _argumentsMissing)
        {
            // Anthropic sends an empty text for a call without arguments; clients of OpenAI's protocols parse what they get as JSON.
            WriteArguments("{}");
        }

        _sealed = false;
        var closed = Open;
        Open = Block.None;
        CloseBlock(closed);
    }

    public void Count(Usage usage) => Usage = usage;

    public void Stopped(StopReason stop, string? sequence) => (_stop, _stopSequence) = (stop, sequence);

    public void Failed(Failure failure)
    {
        if (_ended)
        {
            return;
        }

        Begin();
        _ended = true;
        WriteFailure(failure);
    }

    public void End()
    {
        if (_ended)
        {
            return;
        }

        if (_stop is not { } stop)
        {
            Failed(new Failure(FailureKind.Server, "The provider's stream ended before its reply was whole. Ask again."));
            return;
        }

        Begin();
        Close();
        _ended = true;
        WriteEnd(stop.With(_called), _stopSequence);
    }

    /// <summary>Events that come before everything else.</summary>
    protected abstract void WriteBegin();

    protected abstract void OpenBlock(Block block);

    protected abstract void WritePiece(Block block, string piece);

    protected abstract void WriteSeal(ReasoningSignature seal);

    protected abstract void OpenCall(string id, ToolName name);

    protected abstract void WriteArguments(string piece);

    protected abstract void CloseBlock(Block block);

    protected abstract void WriteEnd(StopReason stop, string? stopSequence);

    protected abstract void WriteFailure(Failure failure);

    private void Piece(Block block, string piece)
    {
        if (piece.Length > 0)
        {
            Enter(block);
            WritePiece(block, piece);
        }
    }

    private void Enter(Block block)
    {
        if (Open == block)
        {
            return;
        }

        Close();
        Begin();
        Open = block;
        OpenBlock(block);
    }

    private void Begin()
    {
        if (!_begun)
        {
            _begun = true;
            WriteBegin();
        }
    }
}
