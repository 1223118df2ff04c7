using System.Text;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Brings calls whose arguments come mixed into the one order that every protocol can say: one after the other. The first passes as it comes; another that begins before
/// the first is whole JSON waits for the end of the calls.
/// </summary>
internal sealed class ToolCallSequencer
{
    /// <value>The longest arguments of open calls together, in characters: 16 Mi.</value>
    private const int MaxBufferedChars = 16 * 1024 * 1024;

    private readonly HashSet<(long Index, string Id)> _seen = [];
    private readonly List<Call> _open = [];
    private int _bufferedChars;

    /// <summary>A piece of a call.</summary>
    /// <param name="id">Empty where the provider does not repeat it. A new one at the same index is a new call: some servers send all of them under index 0.</param>
    /// <param name="name">The tool; asked for when the call is a new one.</param>
    /// <exception cref="TranslationException">The call is over, never began, or is too long.</exception>
    public void Append(long index, string id, Func<ToolName> name, string piece, string path, IResponseStreamSink sink)
    {
        var call = _open.FindLast(c => c.Index == index && (id.Length == 0 || c.Id == id));
        if (call is null)
        {
            if (id.Length == 0 || !_seen.Add((index, id)))
            {
                throw new TranslationException(path, "the provider sent arguments for a call that is over or never began");
            }

            call = Begin(new Call(index, id, name()), sink);
        }

        _bufferedChars += piece.Length;
        if (_bufferedChars > MaxBufferedChars)
        {
            throw new TranslationException(path, "the provider sent longer arguments than this gateway keeps");
        }

        call.Arguments.Append(piece);
        if (call == _open[0])
        {
            sink.AppendToolArguments(piece);
        }
    }

    /// <summary>No more arguments come: the calls that waited follow.</summary>
    public void Flush(IResponseStreamSink sink)
    {
        while (_open.Count > 0)
        {
            Next(sink);
        }
    }

    private Call Begin(Call call, IResponseStreamSink sink)
    {
        _open.Add(call);
        if (_open.Count == 1)
        {
            sink.BeginToolCall(call.Id, call.Name);
        }
        else
        {
            while (_open.Count > 1 && JsonText.TryObject(_open[0].Arguments.ToString()) is not null)
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

    private sealed class Call(long index, string id, ToolName name)
    {
        public long Index => index;

        public string Id => id;

        public ToolName Name => name;

        public StringBuilder Arguments { get; } = new();
    }
}
