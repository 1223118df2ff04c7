using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal sealed class ChatStreamReader(RequestMap map) : IStreamReader
{
    private readonly HashSet<(long Index, string Id)> _seen = [];
    private (long Index, string Id)? _open;
    private bool _refused;

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            sink.End();
            return;
        }

        var chunk = JsonText.Parse(data, "chunk").Object();
        if (chunk.Take("error") is { } error)
        {
            sink.Failed(ChatReply.ReadError(error));
            return;
        }

        if (chunk.Object("usage") is { } usage)
        {
            sink.Count(ChatUsage.Read(usage));
        }

        foreach (var choice in chunk.Items("choices").Select(item => item.Object()))
        {
            if (choice.Object("delta") is { } delta)
            {
                Delta(delta, sink);
            }

            if (choice.Text("finish_reason") is { Length: > 0 } reason)
            {
                sink.Close();
                var stop = ChatStops.Read(reason);
                sink.Stopped(_refused && stop == StopReason.EndOfTurn ? StopReason.Refused : stop, null);
            }
        }
    }

    private void Delta(Fields delta, IReplySink sink)
    {
        sink.Thinking(delta.Text("reasoning_content") ?? delta.Text("reasoning") ?? "");
        sink.Text(delta.Text("content") ?? "");
        if (delta.Text("refusal") is { Length: > 0 } refusal)
        {
            _refused = true;
            sink.Refusal(refusal);
        }

        foreach (var call in delta.Items("tool_calls").Select(item => item.Object()))
        {
            Call(call, sink);
        }
    }

    /// <remarks>Some servers send every call whole under index 0, some repeat the id in every chunk: a new id at an index is a new call.</remarks>
    private void Call(Fields call, IReplySink sink)
    {
        var index = call.Take("index")?.Integer() ?? 0;
        var id = call.Text("id") ?? "";
        var function = call.Object("function");
        var key = (index, id);
        if (id.Length > 0 && _open != key)
        {
            if (!_seen.Add(key))
            {
                throw Interleaved(call);
            }

            _open = key;
            sink.Call(id, map.Original((function ?? throw new TranslationException(call.At("function"), "is missing")).NeedText("name")));
        }
        else if (_open?.Index != index)
        {
            throw Interleaved(call);
        }

        sink.Arguments(function?.Text("arguments") ?? "");
    }

    private static TranslationException Interleaved(Fields call) =>
        new(call.Path, "the provider sent arguments for a call that is not the one it sent last");
}
