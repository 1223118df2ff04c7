using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>What the writers of streams have in common: which block is open, what is known of the end, and that the end is written once.</summary>
internal abstract class ResponseStreamWriter(ModelApi upstream, TranslationContext context, SseWriter sse) : IResponseStreamSink
{
    private bool _hasBegun;
    private bool _hasEnded;
    private bool _hasSignature;
    private bool _hasToolCall;
    private bool _argumentsMissing;
    private StopReason? _stopReason;
    private string? _stopSequence;

    internal enum Block
    {
        None,
        Text,
        Refusal,
        Reasoning,
        ToolCall,
    }

    protected TranslationContext Context { get; } = context;

    protected SseWriter Sse { get; } = sse;

    protected Usage? Usage { get; private set; }

    protected Block CurrentBlock { get; private set; }

    public void AppendText(string piece) => Append(Block.Text, piece);

    public void AppendRefusal(string piece) => Append(Block.Refusal, piece);

    public void AppendReasoning(string piece) => Append(Block.Reasoning, piece);

    public void SetReasoningSignature(ReasoningSignature signature)
    {
        SwitchTo(Block.Reasoning);
        _hasSignature = true;
        WriteSignature(signature);
        EndBlock();
    }

    public void BeginToolCall(string id, ToolName name)
    {
        EndBlock();
        Begin();
        CurrentBlock = Block.ToolCall;
        _hasToolCall = true;
        _argumentsMissing = !name.IsCustom;
        OpenToolCall(id, name);
    }

    public void AppendToolArguments(string piece)
    {
        if (CurrentBlock != Block.ToolCall)
        {
            throw new TranslationException("arguments", "the provider sent arguments for a call that is not open");
        }

        if (piece.Length > 0)
        {
            _argumentsMissing = false;
            WriteArguments(piece);
        }
    }

    public void EndBlock()
    {
        if (CurrentBlock == Block.None)
        {
            return;
        }

        if (CurrentBlock == Block.Reasoning && !_hasSignature)
        {
            WriteSignature(new ReasoningSignature(upstream, ""));
        }

        if (CurrentBlock == Block.ToolCall && _argumentsMissing)
        {
            // Anthropic sends an empty text for a call without arguments; clients of OpenAI's protocols parse what they get as JSON.
            WriteArguments("{}");
        }

        _hasSignature = false;
        var closed = CurrentBlock;
        CurrentBlock = Block.None;
        CloseBlock(closed);
    }

    public void SetUsage(Usage usage) => Usage = usage;

    public void SetStopReason(StopReason stop, string? sequence) => (_stopReason, _stopSequence) = (stop, sequence);

    public void Fail(ApiError error)
    {
        if (_hasEnded)
        {
            return;
        }

        Begin();
        _hasEnded = true;
        WriteError(error);
    }

    public void Complete()
    {
        if (_hasEnded)
        {
            return;
        }

        if (_stopReason is not { } stop)
        {
            Fail(new ApiError(ApiErrorKind.Server, "The provider's stream ended before its reply was whole. Ask again."));
            return;
        }

        Begin();
        EndBlock();
        _hasEnded = true;
        WriteEnd(stop.WithToolCalls(_hasToolCall), _stopSequence);
    }

    /// <summary>Events that come before everything else.</summary>
    protected abstract void WriteBegin();

    protected abstract void OpenBlock(Block block);

    protected abstract void WriteDelta(Block block, string piece);

    protected abstract void WriteSignature(ReasoningSignature signature);

    protected abstract void OpenToolCall(string id, ToolName name);

    protected abstract void WriteArguments(string piece);

    protected abstract void CloseBlock(Block block);

    protected abstract void WriteEnd(StopReason stop, string? stopSequence);

    protected abstract void WriteError(ApiError error);

    private void Append(Block block, string piece)
    {
        if (piece.Length > 0)
        {
            SwitchTo(block);
            WriteDelta(block, piece);
        }
    }

    private void SwitchTo(Block block)
    {
        if (CurrentBlock == block)
        {
            return;
        }

        EndBlock();
        Begin();
        CurrentBlock = block;
        OpenBlock(block);
    }

    private void Begin()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            WriteBegin();
        }
    }
}
