using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Streams of Anthropic's messages API.</summary>
/// <param name="map">Restores the client's tool names.</param>
internal sealed class AnthropicStreamReader(RequestMap map) : IResponseStreamReader
{
    private Usage? _usage;
    private long? _openIndex;
    private bool _argumentsAtStart;

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
                _openIndex = reader.Take("index")?.Integer();
                BlockStart(reader.Required("content_block").Object(), sink);
                break;
            case "content_block_delta":
                BlockDelta(reader, reader.Required("delta").Object(), sink);
                break;
            case "content_block_stop":
                BlockStop(reader, sink);
                break;
            case "message_delta":
                ReadUsage(reader, sink);
                var delta = reader.Required("delta").Object();
                if (delta.Text("stop_reason") is { } reason)
                {
                    sink.SetStopReason(AnthropicStopReasons.Read(reason), delta.Text("stop_sequence"));
                }

                break;
            case "message_stop":
                sink.Complete();
                break;
            case "error":
                sink.Fail(AnthropicMessage.ReadError(reader.Required("error").Object()));
                break;
        }
    }

    private void BlockStart(JsonObjectReader block, IResponseStreamSink sink)
    {
        sink.EndBlock();
        _argumentsAtStart = false;
        switch (block.RequiredText("type"))
        {
            case "text":
                sink.AppendText(block.Text("text") ?? "");
                break;
            case "thinking":
                sink.AppendReasoning(block.Text("thinking") ?? "");
                SetSignature(block.Text("signature"), sink);
                break;
            case "redacted_thinking":
                sink.SetReasoningSignature(
                    new ReasoningSignature(ModelApi.AnthropicMessages, block.RequiredText("data"), IsRedacted: true));
                break;
            case "tool_use":
                sink.BeginToolCall(block.RequiredText("id"), map.OriginalName(block.RequiredText("name")));

                // Anthropic starts with an empty object and streams the arguments; some compatible servers send all of
                // them here and repeat them as deltas.
                if (block.Take("input") is { } input && input.RawObject().GetPropertyCount() > 0)
                {
                    _argumentsAtStart = true;
                    sink.AppendToolArguments(ToolArguments.Read(input));
                }

                break;
            case var type:
                throw new TranslationException(
                    block.PathOf("type"),
                    $"the provider sent a block of type {type}, which the client's API cannot express");
        }
    }

    private void BlockDelta(JsonObjectReader reader, JsonObjectReader delta, IResponseStreamSink sink)
    {
        switch (delta.RequiredText("type"))
        {
            case "text_delta":
                sink.AppendText(delta.RequiredText("text"));
                break;
            case "thinking_delta":
                sink.AppendReasoning(delta.RequiredText("thinking"));
                break;
            case "signature_delta":
                SetSignature(delta.RequiredText("signature"), sink);
                break;
            case "input_json_delta" when IsForOtherBlock(reader):
                // Appended to the open call it would change that call's arguments: a tool would run with what was meant
                // for another.
                throw new TranslationException("index", "the provider sent arguments for a block that is not open");
            case "input_json_delta" when !_argumentsAtStart:
                sink.AppendToolArguments(delta.RequiredText("partial_json"));
                break;
        }
    }

    private void BlockStop(JsonObjectReader reader, IResponseStreamSink sink)
    {
        // llama.cpp closes all blocks at the end of the stream (tools/server/server-task.cpp), so a stop can belong to
        // a block that the next start closed.
        if (!IsForOtherBlock(reader))
        {
            sink.EndBlock();
        }
    }

    private bool IsForOtherBlock(JsonObjectReader reader) =>
        _openIndex is { } open && reader.Take("index")?.Integer() is { } index && index != open;

    private static void SetSignature(string? signature, IResponseStreamSink sink)
    {
        // llama.cpp, which signs nothing, sends an empty signature_delta after all blocks: as a signature it would open
        // a second reasoning block there.
        if (!string.IsNullOrEmpty(signature))
        {
            sink.SetReasoningSignature(ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, signature));
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
