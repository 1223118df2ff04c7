using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal sealed class ChatStreamReader(RequestMap map) : IResponseStreamReader
{
    private readonly ToolCallSequencer _calls = new();
    private bool _hasRefusal;
    private ReasoningSignature? _pendingSignature;

    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            sink.Complete();
            return;
        }

        var chunk = JsonText.Parse(data, "chunk", isReply: true).Object();
        if (chunk.Take("error") is { } error)
        {
            sink.Fail(ChatResponseSerializer.ReadError(error));
            return;
        }

        if (chunk.Object("usage") is { } usage)
        {
            sink.SetUsage(ChatUsage.Read(usage));
        }

        foreach (var choice in chunk.Items("choices").Select(item => item.Object()))
        {
            if (choice.Object("delta") is { } delta)
            {
                ReadDelta(delta, sink);
            }

            if (choice.Text("finish_reason") is { Length: > 0 } reason)
            {
                FlushSignature(sink);
                _calls.Flush(sink);
                sink.EndBlock();
                var stop = ChatFinishReasons.Read(reason);
                sink.SetStopReason(_hasRefusal && stop == StopReason.EndOfTurn ? StopReason.Refusal : stop, null);
            }
        }
    }

    private void ReadDelta(JsonObjectReader delta, IResponseStreamSink sink)
    {
        if (ChatReasoning.Read(delta) is { } reasoning)
        {
            _calls.Flush(sink);
            sink.AppendReasoning(reasoning.Text);
            _pendingSignature = reasoning.Signature;
        }

        if (delta.Text("content") is { Length: > 0 } text)
        {
            FlushSignature(sink);
            _calls.Flush(sink);
            sink.AppendText(text);
        }

        if (delta.Text("refusal") is { Length: > 0 } refusal)
        {
            FlushSignature(sink);
            _hasRefusal = true;
            _calls.Flush(sink);
            sink.AppendRefusal(refusal);
        }

        foreach (var call in delta.Items("tool_calls").Select(item => item.Object()))
        {
            FlushSignature(sink);
            ReadToolCall(call, sink);
        }

        delta.RejectUnread(ChatRules.Message);
    }

    private void FlushSignature(IResponseStreamSink sink)
    {
        if (_pendingSignature is not null)
        {
            sink.SetReasoningSignature(_pendingSignature);
            _pendingSignature = null;
        }
    }

    private void ReadToolCall(JsonObjectReader call, IResponseStreamSink sink)
    {
        var index = call.Take("index")?.Integer() ?? 0;
        var id = call.Text("id") ?? "";
        var function = call.Object("function");
        ToolName Name() => map.OriginalName((function ?? throw new TranslationException(call.PathOf("function"), "is missing")).RequiredText("name"));
        _calls.Append(index, id, Name, function?.Text("arguments") ?? "", call.Path, sink);
    }
}
