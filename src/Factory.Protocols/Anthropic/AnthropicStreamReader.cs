using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal sealed class AnthropicStreamReader(RequestMap map) : IResponseStreamReader
{
    private Usage? _usage;
    private bool _argumentsAtStart;

    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        var reader = JsonText.Parse(data, "event", isReply: true).Object();
        switch (reader.RequiredText("type"))
        {
            case "message_start":
                ReadUsage(reader.Required("message").Object(), sink);
                break;
            case "content_block_start":
                BlockStart(reader.Required("content_block").Object(), sink);
                break;
            case "content_block_delta":
                BlockDelta(reader.Required("delta").Object(), sink);
                break;
            case "content_block_stop":
                sink.EndBlock();
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
                sink.SetReasoningSignature(new ReasoningSignature(ModelApi.AnthropicMessages, block.RequiredText("data"), IsRedacted: true));
                break;
            case "tool_use":
                sink.BeginToolCall(block.RequiredText("id"), map.OriginalName(block.RequiredText("name")));
                if (block.Take("input") is { } input && input.RawObject().GetPropertyCount() > 0)
                {
                    _argumentsAtStart = true;
                    sink.AppendToolArguments(ToolArguments.Read(input));
                }

                break;
            case var type:
                throw new TranslationException(block.PathOf("type"), $"the provider sent a block of type {type}, which the client's API cannot express");
        }
    }

    private void BlockDelta(JsonObjectReader delta, IResponseStreamSink sink)
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
            case "input_json_delta" when !_argumentsAtStart:
                sink.AppendToolArguments(delta.RequiredText("partial_json"));
                break;
        }
    }

    private static void SetSignature(string? signature, IResponseStreamSink sink)
    {
        if (!string.IsNullOrEmpty(signature))
        {
            sink.SetReasoningSignature(ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, signature));
        }
    }

    private void ReadUsage(JsonObjectReader holder, IResponseStreamSink sink)
    {
        if (holder.Object("usage") is { } usage)
        {
            _usage = AnthropicUsage.Read(usage, _usage);
            sink.SetUsage(_usage);
        }
    }
}
