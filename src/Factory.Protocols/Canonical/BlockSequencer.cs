namespace Factory.Protocols.Canonical;

/// <summary>
/// Puts the blocks of a streamed reply into the one order that every API can express: calls one after the other, and no
/// text inside a call. Each delta goes to its own block, whichever block the provider sent before it.
/// </summary>
/// <param name="idPrefix">The beginning of ids for calls without one; unique for the reply.</param>
/// <remarks>
/// A call passes as it comes; whatever arrives beside it waits until the call ends. Text, refusals and reasoning pass
/// as they come and hold up only another block of their own kind: llama.cpp closes all blocks at the end of the stream
/// (tools/server/server-task.cpp), and a reply must not wait for that.
/// </remarks>
internal sealed class BlockSequencer(string idPrefix)
{
    // In characters, over all open blocks. A provider that never ends a call would fill the gateway's memory.
    private const int MaxBufferedChars = 16 * 1024 * 1024;

    // A provider that opens blocks without end would fill it too.
    private const int MaxOpenBlocks = 128;

    private readonly ReplyCallIds _ids = new(idPrefix);
    private readonly List<StreamBlock> _open = [];
    private readonly Dictionary<StreamBlockKind, StreamBlock> _running = [];
    private StreamBlock? _call;
    private StreamBlock? _last;

    /// <summary>Opens a block behind those that are open.</summary>
    /// <exception cref="TranslationException">Too many blocks are open.</exception>
    public StreamBlock Open(StreamBlockKind kind, string path)
    {
        if (_open.Count == MaxOpenBlocks)
        {
            throw new TranslationException(path, $"the provider sent more than {MaxOpenBlocks} tool calls at once");
        }

        var block = new StreamBlock(kind, path);
        _open.Add(block);
        return block;
    }

    /// <summary>The one block of its kind, for APIs that number no blocks: opened where none is open.</summary>
    public StreamBlock Running(StreamBlockKind kind)
    {
        if (!_running.TryGetValue(kind, out var block) || block.IsClosed)
        {
            _running[kind] = block = Open(kind, "content");
        }

        return block;
    }

    /// <summary>A part, or a piece of the running text or reasoning.</summary>
    /// <exception cref="TranslationException">An image or a tool result, which no client's API can express in a
    /// reply.</exception>
    public void AppendPart(ContentPart part, ModelApi upstream, IResponseStreamSink sink)
    {
        switch (part)
        {
            case TextPart text:
                Append(Running(StreamBlockKind.Text), text.Text, sink);
                break;
            case RefusalPart refusal:
                Append(Running(StreamBlockKind.Refusal), refusal.Text, sink);
                break;
            case ReasoningPart reasoning:
                var running = Running(StreamBlockKind.Reasoning);
                Append(running, reasoning.Text, sink);
                // Without a signature the block stays open: the next delta continues the same reasoning.
                if (reasoning.Signature != new ReasoningSignature(upstream, ""))
                {
                    Sign(running, reasoning.Signature, sink);
                }

                break;
            case ToolCallPart call:
                var block = Open(StreamBlockKind.ToolCall, "tool call");
                (block.Id, block.Tool) = (call.Id, call.Name);
                Append(block, call.Arguments, sink);
                Close(block, sink);
                break;
            default:
                throw MessageParts.NotInReply(part);
        }
    }

    /// <summary>More of a block.</summary>
    /// <exception cref="TranslationException">The block has ended, or is too long.</exception>
    public void Append(StreamBlock block, string delta, IResponseStreamSink sink)
    {
        if (block.IsClosed)
        {
            RequireBlank(block, delta);
            return;
        }

        block.Append(delta);
        if (_open.Sum(open => (long)open.Length) > MaxBufferedChars)
        {
            throw new TranslationException(block.Path, "the provider sent longer arguments than this gateway buffers");
        }

        Pass(sink);
    }

    /// <summary>The signature of a block of reasoning. More of it may follow, as a block of its own.</summary>
    public void Sign(StreamBlock block, ReasoningSignature signature, IResponseStreamSink sink)
    {
        block.Signature = signature;
        Pass(sink);
    }

    /// <summary>No more of the block comes. Closing it twice changes nothing.</summary>
    public void Close(StreamBlock block, IResponseStreamSink sink)
    {
        if (block.IsClosed)
        {
            return;
        }

        block.IsClosed = true;
        PassBlock(block, sink);
        if (_last == block)
        {
            sink.EndBlock();
            _last = null;
        }

        Pass(sink);
    }

    /// <summary>Ends the open block of the client, unless it is a call, which ends by itself.</summary>
    public void EndText(IResponseStreamSink sink)
    {
        if (_call is null)
        {
            sink.EndBlock();
            _last = null;
        }
    }

    /// <summary>No more of any block comes: everything that waits follows.</summary>
    public void CloseAll(IResponseStreamSink sink)
    {
        foreach (var block in _open)
        {
            block.IsClosed = true;
        }

        Pass(sink);
    }

    private static void RequireBlank(StreamBlock block, string delta)
    {
        if (!string.IsNullOrWhiteSpace(delta))
        {
            throw new TranslationException(block.Path, "the provider sent arguments for a call that is over or never began");
        }
    }

    private void Pass(IResponseStreamSink sink)
    {
        if (_call is { } call && _open.Exists(open => open != call && open.HasWaiting) && call.HasCompleteArguments())
        {
            call.IsClosed = true;
        }

        while (Next() is { } block)
        {
            PassBlock(block, sink);
        }
    }

    /// <summary>The first block with something to pass on that no other block holds up.</summary>
    private StreamBlock? Next()
    {
        if (_call is not null)
        {
            return _call.HasWaiting || _call.IsClosed ? _call : null;
        }

        var held = new HashSet<StreamBlockKind>();
        foreach (var block in _open)
        {
            if (block.Kind == StreamBlockKind.ToolCall)
            {
                // The calls behind one without a name wait: their order is part of the conversation.
                return block.Tool is not null || block.IsClosed ? block : null;
            }

            if (held.Add(block.Kind) && (block.HasWaiting || block.IsClosed))
            {
                return block;
            }
        }

        return null;
    }

    private void PassBlock(StreamBlock block, IResponseStreamSink sink)
    {
        if (!CanPass(block))
        {
            return;
        }

        if (block.Kind == StreamBlockKind.ToolCall && !block.IsBegun)
        {
            Begin(block, sink);
        }

        var delta = block.TakeWaiting();
        if (delta.Length > 0)
        {
            _last = block;
            Write(block.Kind, delta, sink);
        }

        if (block.Signature is { } signature)
        {
            block.Signature = null;
            sink.SetReasoningSignature(signature);
        }

        if (block.IsClosed)
        {
            _open.Remove(block);
            _call = _call == block ? null : _call;
        }
    }

    private bool CanPass(StreamBlock block) =>
        _call is not null
            ? _call == block
            : block.Kind == StreamBlockKind.ToolCall
                ? _open.Find(open => open.Kind == StreamBlockKind.ToolCall) == block && (block.Tool is not null || block.IsClosed)
                : _open.Find(open => open.Kind == block.Kind) == block;

    private void Begin(StreamBlock block, IResponseStreamSink sink)
    {
        var tool = block.Tool is { Name.Length: > 0 } named
            ? named
            : throw new TranslationException($"{block.Path}.name", "is missing: the provider called a tool without naming it");
        (block.IsBegun, _call, _last) = (true, block, block);
        sink.BeginToolCall(_ids.Next(block.Id), tool);
    }

    private static void Write(StreamBlockKind kind, string delta, IResponseStreamSink sink)
    {
        switch (kind)
        {
            case StreamBlockKind.Text:
                sink.AppendText(delta);
                break;
            case StreamBlockKind.Refusal:
                sink.AppendRefusal(delta);
                break;
            case StreamBlockKind.Reasoning:
                sink.AppendReasoning(delta);
                break;
            default:
                sink.AppendToolArguments(delta);
                break;
        }
    }
}
