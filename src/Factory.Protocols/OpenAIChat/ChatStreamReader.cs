using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Streams of chat completions.</summary>
internal sealed class ChatStreamReader : IResponseStreamReader
{
    private readonly BlockSequencer _blocks;
    private readonly ToolCallSequencer _calls;
    private bool _hasRefusal;
    private ReasoningSignature? _pendingSignature;

    /// <summary>Creates a reader for one stream.</summary>
    /// <param name="map">Restores the client's tool names.</param>
    /// <param name="context">The call; ids for calls without one are made from its id.</param>
    public ChatStreamReader(RequestMap map, TranslationContext context)
    {
        _blocks = new BlockSequencer($"call_{context.CallId}_");
        _calls = new ToolCallSequencer(map, _blocks);
    }

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            sink.Complete();
            return;
        }

        var chunk = JsonText.Parse(data, "chunk", isReply: true).Object();

        // OpenAI sends usage in a last chunk without choices, others in the chunk with the finish reason, MiniMax in
        // every chunk.
        if (chunk.Object("usage") is { } usage)
        {
            sink.SetUsage(ChatUsage.Read(usage));
        }

        // No request asks for more than one choice.
        foreach (var choice in chunk.Items("choices").Take(1).Select(item => item.Object()))
        {
            ReadChoice(choice, sink);
        }
    }

    private void ReadChoice(JsonObjectReader choice, IResponseStreamSink sink)
    {
        // Servers that do not stream send the whole message as the only chunk.
        if ((choice.Object("delta") ?? choice.Object("message")) is { } delta)
        {
            ReadDelta(delta, sink);
        }

        // Some servers send "" instead of null in every chunk but the last.
        if (choice.Text("finish_reason") is { Length: > 0 } reason)
        {
            FlushSignature(sink);
            _calls.Complete();
            _blocks.CloseAll(sink);
            sink.EndBlock();
            sink.SetStopReason(ChatFinishReasons.Read(reason).WithRefusal(_hasRefusal), null);
        }
    }

    private void ReadDelta(JsonObjectReader delta, IResponseStreamSink sink)
    {
        foreach (var part in ChatReplyContent.Read(delta))
        {
            if (part is ReasoningPart reasoning)
            {
                _blocks.Append(_blocks.Running(StreamBlockKind.Reasoning), reasoning.Text, sink);
                _pendingSignature = reasoning.Signature;
                continue;
            }

            FlushSignature(sink);
            _hasRefusal |= part is RefusalPart;
            _blocks.AppendPart(part, ModelApi.OpenAIChat, sink);
        }

        foreach (var call in ChatReplyContent.Calls(delta))
        {
            FlushSignature(sink);
            _calls.Append(call, sink);
        }

        delta.RejectUnread(ChatRules.Reply);
    }

    private void FlushSignature(IResponseStreamSink sink)
    {
        // The signature ends the reasoning block, and only the first delta of another kind shows that no more reasoning
        // comes.
        if (_pendingSignature is { } signature)
        {
            _blocks.Sign(_blocks.Running(StreamBlockKind.Reasoning), signature, sink);
            _pendingSignature = null;
        }
    }
}
