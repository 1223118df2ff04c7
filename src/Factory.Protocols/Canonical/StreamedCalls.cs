namespace Factory.Protocols.Canonical;

/// <summary>
/// Finds the call that each piece of a stream of OpenAI's chat API belongs to. Servers differ in what they repeat, leave
/// out or number. The gateway and the built-in loop both read by it. Not thread-safe.
/// </summary>
/// <typeparam name="TCall">What is kept of a call.</typeparam>
/// <param name="begin">Begins a call with its first piece.</param>
public sealed class StreamedCalls<TCall>(Func<ToolCallDelta, TCall> begin)
    where TCall : StreamedCall
{
    // By key, not by a look at every call: a stream may hold as many calls as it likes.
    private readonly Dictionary<long, TCall> _byIndex = [];
    private readonly Dictionary<(long Index, string Id), TCall> _byId = [];
    private readonly List<TCall> _all = [];

    /// <value>The calls in the order of their beginning.</value>
    public IReadOnlyList<TCall> All => _all;

    /// <summary>The call of a piece, which takes id and name from it; a new one where the piece begins one.</summary>
    public TCall Take(in ToolCallDelta delta)
    {
        if (Find(delta) is not { } call || StartsNewCall(call, delta))
        {
            call = begin(delta);
            _byIndex[delta.Index] = call;
            _all.Add(call);
        }

        call.Identify(delta);
        if (call.Id == delta.Id && delta.Id.Length > 0)
        {
            _byId[(delta.Index, delta.Id)] = call;
        }

        return call;
    }

    private TCall? Find(in ToolCallDelta delta) =>
        delta.Id.Length > 0 && _byId.TryGetValue((delta.Index, delta.Id), out var known)
            ? known
            : _byIndex.GetValueOrDefault(delta.Index);

    // Google's OpenAI-compatible endpoint and others send all calls under one index, told apart by their ids; some
    // under one id, or none, too. Older versions of vLLM give every piece a new id, and a name only to the first.
    // Others repeat id and name in every piece, and end with one without arguments. So a new call begins with a name,
    // and only where the id changes or the arguments so far are a complete object.
    private static bool StartsNewCall(TCall call, in ToolCallDelta delta) =>
        !string.IsNullOrEmpty(delta.Name)
        && ((delta.Id.Length > 0 && call.Id.Length > 0 && call.Id != delta.Id)
            || ((delta.Name != call.Name || !string.IsNullOrWhiteSpace(delta.Arguments)) && call.HasCompleteArguments()));
}
