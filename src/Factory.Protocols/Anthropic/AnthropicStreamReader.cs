using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Streams of Anthropic's messages API.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="context">The call; ids for calls without one are made from its id.</param>
internal sealed class AnthropicStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly BlockSequencer _blocks = new($"toolu_{context.CallId}_");
    private readonly List<(long? Index, StreamBlock Block)> _started = [];
    private readonly HashSet<StreamBlock> _complete = [];
    private Usage? _usage;

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        // The type in the data decides, not the event's name: some servers send no names. Unknown types (ping, and
        // those to come) are to be ignored: docs.anthropic.com, "Streaming messages", "Other events".
        var reader = JsonText.Parse(data, "event", isReply: true).Object();
        switch (reader.RequiredText("type"))
        {
            case "message_start":
                ReadUsage(reader.Required("message").Object(), sink);
                break;
            case "content_block_start":
                BlockStart(reader.Take("index")?.Integer(), reader.Required("content_block").Object(), sink);
                break;
            case "content_block_delta":
                BlockDelta(reader, reader.Required("delta").Object(), sink);
                break;
            case "content_block_stop":
                if (Find(reader) is { } ended)
                {
                    _blocks.Close(ended, sink);
                }

                break;
            case "message_delta":
                ReadUsage(reader, sink);
                var delta = reader.Required("delta").Object();
                if (delta.Text("stop_reason") is { Length: > 0 } reason)
                {
                    sink.SetStopReason(AnthropicStopReasons.Read(reason), delta.Text("stop_sequence"));
                }

                break;
            case "message_stop":
                _blocks.CloseAll(sink);
                sink.Complete();
                break;
        }
    }

    private void BlockStart(long? index, JsonObjectReader block, IResponseStreamSink sink)
    {
        _blocks.EndText(sink);
        switch (block.RequiredText("type"))
        {
            case "text":
                _blocks.Append(Start(index, StreamBlockKind.Text, block), block.Piece("text"), sink);
                break;
            case "thinking":
                var thinking = Start(index, StreamBlockKind.Reasoning, block);
                _blocks.Append(thinking, block.Piece("thinking"), sink);
                SetSignature(thinking, block.Text("signature"), sink);
                break;
            case "redacted_thinking":
                var redacted = new ReasoningSignature(ModelApi.AnthropicMessages, block.RequiredText("data"), IsRedacted: true);
                _blocks.Sign(Start(index, StreamBlockKind.Reasoning, block), redacted, sink);
                break;
            case "tool_use":
                CallStart(Start(index, StreamBlockKind.ToolCall, block), block, sink);
                break;
            case var type:
                throw new TranslationException(
                    block.PathOf("type"),
                    $"the provider sent a block of type {type}, which the client's API cannot express");
        }
    }

    private StreamBlock Start(long? index, StreamBlockKind kind, JsonObjectReader block)
    {
        var started = _blocks.Open(kind, block.Path);
        _started.Add((index, started));
        return started;
    }

    private void CallStart(StreamBlock call, JsonObjectReader block, IResponseStreamSink sink)
    {
        call.Id = block.Text("id") ?? "";
        call.Tool = map.OriginalName(block.RequiredText("name"));

        // Anthropic starts with an empty object and streams the arguments; some compatible servers send all of them
        // here and repeat them as deltas.
        var arguments = block.Take("input") switch
        {
            { IsText: true } text => text.Text(),
            { } input when input.RawObject().GetPropertyCount() > 0 => ToolArguments.Read(input),
            _ => "",
        };
        if (arguments.Length > 0)
        {
            _complete.Add(call);
        }

        _blocks.Append(call, arguments, sink);
    }

    private void BlockDelta(JsonObjectReader reader, JsonObjectReader delta, IResponseStreamSink sink)
    {
        switch (delta.RequiredText("type"))
        {
            case "text_delta":
                _blocks.Append(Find(reader, StreamBlockKind.Text), delta.Required("text").Piece(), sink);
                break;
            case "thinking_delta":
                _blocks.Append(Find(reader, StreamBlockKind.Reasoning), delta.Required("thinking").Piece(), sink);
                break;
            case "signature_delta":
                SetSignature(Find(reader, StreamBlockKind.Reasoning), delta.RequiredText("signature"), sink);
                break;
            case "input_json_delta":
                AppendArguments(reader, delta.Required("partial_json").ArgumentsPiece(), sink);
                break;
        }
    }

    private void AppendArguments(JsonObjectReader reader, string arguments, IResponseStreamSink sink)
    {
        if (Find(reader) is not { Kind: StreamBlockKind.ToolCall } call)
        {
            // Appended to another call it would change that call's arguments: a tool would run with what was meant for
            // another.
            throw new TranslationException("index", "the provider sent arguments for a block that is not open");
        }

        if (!_complete.Contains(call))
        {
            _blocks.Append(call, arguments, sink);
        }
    }

    /// <summary>The block with the event's index; the last one where the server does not number them.</summary>
    private StreamBlock? Find(JsonObjectReader reader)
    {
        var index = reader.Take("index")?.Integer();
        var at = _started.FindLastIndex(started => started.Index == index || index is null || started.Index is null);
        return at < 0 ? null : _started[at].Block;
    }

    /// <summary>The block of a delta. Text without a block, or for one of another sort, is the running text.</summary>
    private StreamBlock Find(JsonObjectReader reader, StreamBlockKind kind) =>
        Find(reader) is { IsClosed: false } block && block.Kind == kind ? block : _blocks.Running(kind);

    private void SetSignature(StreamBlock block, string? signature, IResponseStreamSink sink)
    {
        // llama.cpp, which signs nothing, sends an empty signature_delta after all blocks: as a signature it would open
        // a second reasoning block there.
        if (!string.IsNullOrEmpty(signature))
        {
            _blocks.Sign(block, ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, signature), sink);
        }
    }

    private void ReadUsage(JsonObjectReader parent, IResponseStreamSink sink)
    {
        if (parent.Object("usage") is { } usage)
        {
            _usage = AnthropicUsage.Read(usage, _usage);
            sink.SetUsage(_usage);
        }
    }
}
