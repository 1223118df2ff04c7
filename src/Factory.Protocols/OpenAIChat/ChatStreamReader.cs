using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal sealed class ChatStreamReader(RequestMap map) : IStreamReader
{
    private readonly ToolCallSequencer _calls = new();
    private bool _refused;
    private ReasoningSignature? _thoughts;

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            sink.End();
            return;
        }

        var chunk = JsonText.Parse(data, "chunk", isReply: true).Object();
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
                Seal(sink);
                _calls.End(sink);
                sink.Close();
                var stop = FinishReasons.Read(reason);
                sink.Stopped(_refused && stop == StopReason.EndOfTurn ? StopReason.Refused : stop, null);
            }
        }
    }

    private void Delta(JsonObjectReader delta, IReplySink sink)
    {
        if (ChatThoughts.Read(delta) is { } thoughts)
        {
            _calls.End(sink);
            sink.Thinking(thoughts.Text);
            _thoughts = thoughts.Seal;
        }

        if (delta.Text("content") is { Length: > 0 } text)
        {
            Seal(sink);
            _calls.End(sink);
            sink.Text(text);
        }

        if (delta.Text("refusal") is { Length: > 0 } refusal)
        {
            Seal(sink);
            _refused = true;
            _calls.End(sink);
            sink.Refusal(refusal);
        }

        foreach (var call in delta.Items("tool_calls").Select(item => item.Object()))
        {
            Seal(sink);
            Call(call, sink);
        }

        delta.Done(ChatRules.Message);
    }

    private void Seal(IReplySink sink)
    {
        if (_thoughts is not null)
        {
            sink.Sealed(_thoughts);
            _thoughts = null;
        }
    }

    private void Call(JsonObjectReader call, IReplySink sink)
    {
        var index = call.Take("index")?.Integer() ?? 0;
        var id = call.Text("id") ?? "";
        var function = call.Object("function");
        ToolName Name() => map.Original((function ?? throw new TranslationException(call.At("function"), "is missing")).NeedText("name"));
        _calls.Take(index, id, Name, function?.Text("arguments") ?? "", call.Path, sink);
    }
}
