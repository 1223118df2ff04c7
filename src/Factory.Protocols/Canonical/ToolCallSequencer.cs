using System.Text;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Puts tool calls whose arguments interleave into the one order that every API can express: one after the other. The
/// first call passes as it comes; a call that begins before the first one's arguments are complete waits until the
/// calls end.
/// </summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="idPrefix">The beginning of ids for calls without one; unique for the reply.</param>
internal sealed class ToolCallSequencer(RequestMap map, string idPrefix)
{
    // In characters, over the arguments of all open calls. A provider that never ends a call would fill the gateway's
    // memory.
    private const int MaxBufferedChars = 16 * 1024 * 1024;

    // Every call that begins parses the arguments of the first one, so the number of open calls bounds the time that a
    // hostile stream can cost.
    private const int MaxOpenCalls = 128;

    private readonly HashSet<(long Index, string Id)> _seen = [];
    private readonly List<Call> _open = [];
    private int _bufferedChars;
    private int _madeIds;

    /// <summary>One delta of a call.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="sink">Takes the calls in order.</param>
    /// <exception cref="TranslationException">The call has ended, never began, or is too long.</exception>
    public void Append(ToolCallDelta delta, IResponseStreamSink sink)
    {
        var call = Find(delta) ?? Begin(delta, sink);
        _bufferedChars += delta.Arguments.Length;
        if (_bufferedChars > MaxBufferedChars)
        {
            throw new TranslationException(delta.Path, "the provider sent longer arguments than this gateway buffers");
        }

        call.Arguments.Append(delta.Arguments);
        if (call == _open[0])
        {
            sink.AppendToolArguments(delta.Arguments);
        }
    }

    /// <summary>No more arguments come: the waiting calls follow.</summary>
    public void Flush(IResponseStreamSink sink)
    {
        while (_open.Count > 0)
        {
            Next(sink);
        }
    }

    private Call? Find(ToolCallDelta delta)
    {
        var call = _open.FindLast(open => open.Index == delta.Index && (delta.Id.Length == 0 || open.Id == delta.Id));

        // Google's OpenAI-compatible endpoint sends every call complete in one delta, all of them with index 0 and an
        // empty id: a name after complete arguments is the next call. A server that gives ids and repeats the name in
        // every delta is not meant.
        return call is { HasMadeId: true, IsComplete: true } && !string.IsNullOrEmpty(delta.Name) && delta.Arguments.Length > 0
            ? null
            : call;
    }

    private Call Begin(ToolCallDelta delta, IResponseStreamSink sink)
    {
        // A new id at the same index is a new call: some servers send all calls with index 0. An id that was seen at
        // this index belongs to a call that ended.
        if ((delta.Id.Length == 0 && string.IsNullOrEmpty(delta.Name)) || (delta.Id.Length > 0 && !_seen.Add((delta.Index, delta.Id))))
        {
            throw new TranslationException(delta.Path, "the provider sent arguments for a call that is over or never began");
        }

        if (_open.Count == MaxOpenCalls)
        {
            throw new TranslationException(delta.Path, $"the provider sent more than {MaxOpenCalls} tool calls at once");
        }

        var name = map.OriginalName(delta.Name ?? throw new TranslationException($"{delta.Path}.function.name", "is missing"));
        var call = delta.Id.Length > 0
            ? new Call(delta.Index, delta.Id, name)
            : new Call(delta.Index, $"{idPrefix}{++_madeIds}", name, hasMadeId: true);
        _open.Add(call);
        if (_open.Count == 1)
        {
            sink.BeginToolCall(call.Id, call.Name);
        }
        else
        {
            while (_open.Count > 1 && _open[0].IsComplete)
            {
                Next(sink);
            }
        }

        return call;
    }

    private void Next(IResponseStreamSink sink)
    {
        _bufferedChars -= _open[0].Arguments.Length;
        _open.RemoveAt(0);
        if (_open.Count > 0)
        {
            sink.BeginToolCall(_open[0].Id, _open[0].Name);
            sink.AppendToolArguments(_open[0].Arguments.ToString());
        }
    }

    private sealed class Call(long index, string id, ToolName name, bool hasMadeId = false)
    {
        public long Index => index;

        public string Id => id;

        public ToolName Name => name;

        public bool HasMadeId => hasMadeId;

        public StringBuilder Arguments { get; } = new();

        // Providers do not mark the end of a call; complete JSON is the only sign of it.
        public bool IsComplete => JsonText.TryObject(Arguments.ToString()) is not null;
    }
}
