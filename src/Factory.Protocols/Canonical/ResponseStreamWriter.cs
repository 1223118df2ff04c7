using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// The common part of all stream writers: which block is open, why the stream ends, and that the end is written once.
/// Derived classes write the events.
/// </summary>
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

    /// <inheritdoc/>
    public void AppendText(string delta) => Append(Block.Text, delta);

    /// <inheritdoc/>
    public void AppendRefusal(string delta) => Append(Block.Refusal, delta);

    /// <inheritdoc/>
    public void AppendReasoning(string delta) => Append(Block.Reasoning, delta);

    /// <inheritdoc/>
    public void SetReasoningSignature(ReasoningSignature signature)
    {
        if (_hasEnded)
        {
            return;
        }

        SwitchTo(Block.Reasoning);
        _hasSignature = true;
        WriteSignature(signature);
        EndBlock();
    }

    /// <inheritdoc/>
    public void BeginToolCall(string id, ToolName name)
    {
        if (_hasEnded)
        {
            return;
        }

        EndBlock();
        Begin();
        CurrentBlock = Block.ToolCall;
        _hasToolCall = true;
        _argumentsMissing = !name.IsCustom;
        OpenToolCall(id, name);
    }

    /// <inheritdoc/>
    public void AppendToolArguments(string delta)
    {
        if (_hasEnded)
        {
            return;
        }

        if (CurrentBlock != Block.ToolCall)
        {
            throw new TranslationException("arguments", "the provider sent arguments for a call that is not open");
        }

        if (delta.Length > 0)
        {
            _argumentsMissing = false;
            WriteArguments(delta);
        }
    }

    /// <inheritdoc/>
    public void EndBlock()
    {
        if (CurrentBlock == Block.None || _hasEnded)
        {
            return;
        }

        // Even without a signature of its own the block gets one that names its issuer, so that the next request
        // returns the reasoning to that provider only.
        if (CurrentBlock == Block.Reasoning && !_hasSignature)
        {
            WriteSignature(new ReasoningSignature(upstream, ""));
        }

        if (CurrentBlock == Block.ToolCall && _argumentsMissing)
        {
            // Anthropic streams no delta, or an empty one, for a call without arguments; clients of OpenAI's APIs parse
            // what they get as JSON.
            WriteArguments("{}");
        }

        _hasSignature = false;
        var closed = CurrentBlock;
        CurrentBlock = Block.None;
        CloseBlock(closed);
    }

    /// <inheritdoc/>
    public void SetUsage(Usage usage) => Usage = usage;

    /// <inheritdoc/>
    public void SetStopReason(StopReason stop, string? sequence) => (_stopReason, _stopSequence) = (stop, sequence);

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Complete()
    {
        if (_hasEnded)
        {
            return;
        }

        // A stream without a stop reason was cut: an agent that took the part for the complete response would run half
        // a command.
        if (_stopReason is not { } stop)
        {
            Fail(
                new ApiError(
                    ApiErrorKind.BadGateway,
                    "The provider's stream ended before its reply was complete. Send the request again."));
            return;
        }

        Begin();
        EndBlock();
        _hasEnded = true;
        WriteEnd(stop.WithToolCalls(_hasToolCall), _stopSequence);
    }

    /// <summary>Writes the events that precede everything else.</summary>
    protected abstract void WriteBegin();

    /// <summary>Opens a block of text, refusal or reasoning.</summary>
    protected abstract void OpenBlock(Block block);

    /// <summary>Writes more of the open block.</summary>
    protected abstract void WriteDelta(Block block, string delta);

    /// <summary>Writes the signature of the open reasoning block.</summary>
    protected abstract void WriteSignature(ReasoningSignature signature);

    /// <summary>Opens a tool call.</summary>
    protected abstract void OpenToolCall(string id, ToolName name);

    /// <summary>Writes more arguments of the open call.</summary>
    protected abstract void WriteArguments(string delta);

    /// <summary>Closes a block.</summary>
    protected abstract void CloseBlock(Block block);

    /// <summary>Writes the terminal events.</summary>
    protected abstract void WriteEnd(StopReason stop, string? stopSequence);

    /// <summary>Writes the error event, which is terminal too.</summary>
    protected abstract void WriteError(ApiError error);

    private void Append(Block block, string delta)
    {
        // Nothing may follow the terminal event: clients have closed the connection or fail on an event that they do
        // not expect.
        if (delta.Length > 0 && !_hasEnded)
        {
            SwitchTo(block);
            WriteDelta(block, delta);
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
