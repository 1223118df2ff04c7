namespace Factory.Protocols.Canonical;

/// <summary>Passes the calls of a chat stream on, one after the other.</summary>
internal sealed class ToolCallSequencer
{
    private readonly RequestMap _map;
    private readonly BlockSequencer _blocks;
    private readonly StreamedCalls<Call> _calls;
    private int _named;

    /// <summary>Creates a sequencer for one stream.</summary>
    /// <param name="map">Restores the client's tool names.</param>
    /// <param name="blocks">Puts the calls into order.</param>
    public ToolCallSequencer(RequestMap map, BlockSequencer blocks)
    {
        (_map, _blocks) = (map, blocks);
        _calls = new StreamedCalls<Call>(Begin);
    }

    /// <summary>One delta of a call.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="sink">Takes the calls in order.</param>
    /// <exception cref="TranslationException">The call has ended, never began, or is too long.</exception>
    public void Append(in ToolCallDelta delta, IResponseStreamSink sink)
    {
        var call = _calls.Take(delta);
        call.Block.Id = call.Id;

        // The name is complete when arguments come: until then more of it may follow.
        if (call.Name.Length > 0 && (call.HasArguments || !string.IsNullOrWhiteSpace(delta.Arguments)))
        {
            call.Block.Tool ??= _map.OriginalName(call.Name);
        }

        _blocks.Append(call.Block, delta.Arguments, sink);
    }

    /// <summary>No more of any call comes.</summary>
    public void Complete()
    {
        // Each once: a stream may say more than once why it ends.
        for (; _named < _calls.All.Count; _named++)
        {
            if (_calls.All[_named] is { Name.Length: > 0 } call)
            {
                call.Block.Tool ??= _map.OriginalName(call.Name);
            }
        }
    }

    private Call Begin(ToolCallDelta delta) =>
        delta.Id.Length == 0 && string.IsNullOrEmpty(delta.Name) && string.IsNullOrWhiteSpace(delta.Arguments)
            ? throw new TranslationException(delta.Path, "the provider sent arguments for a call that is over or never began")
            : new Call(_blocks.Open(StreamBlockKind.ToolCall, delta.Path));

    private sealed class Call(StreamBlock block) : StreamedCall
    {
        public StreamBlock Block => block;

        public override bool HasArguments => block.Length > 0;

        public override bool HasCompleteArguments() => block.HasCompleteArguments();
    }
}
