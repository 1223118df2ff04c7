namespace Factory.Protocols.Canonical;

/// <summary>
/// Finds the call that each delta of a chat stream belongs to. Servers differ in what they repeat, leave out or number.
/// </summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="blocks">Puts the calls into order.</param>
internal sealed class ToolCallSequencer(RequestMap map, BlockSequencer blocks)
{
    // Found by key, not by a look at every call: a stream may hold as many calls as it likes.
    private readonly Dictionary<long, Call> _byIndex = [];
    private readonly Dictionary<(long Index, string Id), Call> _byId = [];
    private readonly List<Call> _begun = [];

    /// <summary>One delta of a call.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="sink">Takes the calls in order.</param>
    /// <exception cref="TranslationException">The call has ended, never began, or is too long.</exception>
    public void Append(ToolCallDelta delta, IResponseStreamSink sink)
    {
        var call = Find(delta) is { } known && !StartsNewCall(known, delta) ? known : Begin(delta);
        if (call.Block.Id.Length == 0 && delta.Id.Length > 0)
        {
            call.Block.Id = delta.Id;
            _byId[(delta.Index, delta.Id)] = call;
        }

        call.AppendName(delta.Name ?? "");

        // The name is complete when arguments come: until then more of it may follow.
        if (call.Name.Length > 0 && (call.Block.Length > 0 || !string.IsNullOrWhiteSpace(delta.Arguments)))
        {
            call.Block.Tool ??= map.OriginalName(call.Name);
        }

        blocks.Append(call.Block, delta.Arguments, sink);
    }

    /// <summary>No more of any call comes.</summary>
    public void Complete()
    {
        foreach (var call in _begun.Where(call => call.Name.Length > 0))
        {
            call.Block.Tool ??= map.OriginalName(call.Name);
        }

        _begun.Clear();
    }

    private Call? Find(ToolCallDelta delta) =>
        delta.Id.Length > 0 && _byId.TryGetValue((delta.Index, delta.Id), out var known)
            ? known
            : _byIndex.GetValueOrDefault(delta.Index);

    // Google's OpenAI-compatible endpoint and others send all calls under one index, told apart by their ids; some
    // under one id, or none, too. Older versions of vLLM give every piece a new id, and a name only to the first.
    // Others repeat id and name in every piece, and end with one without arguments. So a new call begins with a name,
    // and only where the id changes or the arguments so far are a complete object.
    private static bool StartsNewCall(Call call, ToolCallDelta delta) =>
        !string.IsNullOrEmpty(delta.Name)
        && ((delta.Id.Length > 0 && call.Block.Id.Length > 0 && call.Block.Id != delta.Id)
            || ((delta.Name != call.Name || !string.IsNullOrWhiteSpace(delta.Arguments)) && call.Block.HasCompleteArguments()));

    private Call Begin(ToolCallDelta delta)
    {
        if (delta.Id.Length == 0 && string.IsNullOrEmpty(delta.Name) && string.IsNullOrWhiteSpace(delta.Arguments))
        {
            throw new TranslationException(delta.Path, "the provider sent arguments for a call that is over or never began");
        }

        var call = new Call(blocks.Open(StreamBlockKind.ToolCall, delta.Path));
        _byIndex[delta.Index] = call;
        _begun.Add(call);
        return call;
    }

    private sealed class Call(StreamBlock block)
    {
        public StreamBlock Block => block;

        public string Name { get; private set; } = "";

        public void AppendName(string piece)
        {
            // A name may come late and in pieces; some servers repeat the whole name in each piece.
            if (Name.Length == 0 || (piece != Name && block.Length == 0))
            {
                Name += piece;
            }
        }
    }
}
