using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Streams of chat completions.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="context">The call; ids for calls without one are made from its id.</param>
internal sealed class ChatStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly ToolCallSequencer _calls = new(map, $"call_{context.CallId}_");
    private bool _hasRefusal;
    private ReasoningSignature? _pendingSignature;

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            sink.Complete();
            return;
        }

        var chunk = JsonText.Parse(data, "chunk", isReply: true).Object();

        // The status was sent with the first byte, so a failure in mid-stream is a chunk with an error instead of
        // choices.
        if (chunk.Take("error") is { } error)
        {
            sink.Fail(OpenAIError.Read(error));
            return;
        }

        // OpenAI sends usage in a last chunk without choices, others in the chunk with the finish reason, MiniMax in
        // every chunk.
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

            // Some servers send "" instead of null in every chunk but the last.
            if (choice.Text("finish_reason") is { Length: > 0 } reason)
            {
                FlushSignature(sink);
                _calls.Flush(sink);
                sink.EndBlock();
                sink.SetStopReason(ChatFinishReasons.Read(reason).WithRefusal(_hasRefusal), null);
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

        delta.RejectUnread(ChatRules.Reply);
    }

    private void FlushSignature(IResponseStreamSink sink)
    {
        // The signature ends the reasoning block, and only the first delta of another kind shows that no more reasoning
        // comes.
        if (_pendingSignature is not null)
        {
            sink.SetReasoningSignature(_pendingSignature);
            _pendingSignature = null;
        }
    }

    private void ReadToolCall(JsonObjectReader call, IResponseStreamSink sink)
    {
        var function = call.Object("function");
        var delta = new ToolCallDelta(
            call.Take("index")?.Integer() ?? 0,
            call.Text("id") ?? "",
            function?.Text("name"),
            function?.Text("arguments") ?? "",
            call.Path);
        _calls.Append(delta, sink);
    }
}
