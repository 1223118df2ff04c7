using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal sealed class AnthropicStreamReader(RequestMap map) : IStreamReader
{
    private Usage? _usage;
    private bool _argumentsAtStart;

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        var fields = JsonText.Parse(data, "event", isReply: true).Object();
        switch (fields.NeedText("type"))
        {
            case "message_start":
                Count(fields.Need("message").Object(), sink);
                break;
            case "content_block_start":
                Start(fields.Need("content_block").Object(), sink);
                break;
            case "content_block_delta":
                Delta(fields.Need("delta").Object(), sink);
                break;
            case "content_block_stop":
                sink.Close();
                break;
            case "message_delta":
                Count(fields, sink);
                var delta = fields.Need("delta").Object();
                if (delta.Text("stop_reason") is { } reason)
                {
                    sink.Stopped(AnthropicStops.Read(reason), delta.Text("stop_sequence"));
                }

                break;
            case "message_stop":
                sink.End();
                break;
            case "error":
                sink.Failed(AnthropicMessage.ReadError(fields.Need("error").Object()));
                break;
        }
    }

    private void Start(JsonObjectReader block, IReplySink sink)
    {
        sink.Close();
        _argumentsAtStart = false;
        switch (block.NeedText("type"))
        {
            case "text":
                sink.Text(block.Text("text") ?? "");
                break;
            case "thinking":
                sink.Thinking(block.Text("thinking") ?? "");
                Signature(block.Text("signature"), sink);
                break;
            case "redacted_thinking":
                sink.Sealed(new ReasoningSignature(Protocol.AnthropicMessages, block.NeedText("data"), Redacted: true));
                break;
            case "tool_use":
                sink.Call(block.NeedText("id"), map.Original(block.NeedText("name")));
                if (block.Take("input") is { } input && input.RawObject().GetPropertyCount() > 0)
                {
                    _argumentsAtStart = true;
                    sink.Arguments(Arguments.Read(input));
                }

                break;
            case var type:
                throw new TranslationException(block.At("type"), $"the provider sent a block of type {type}, which the client's protocol cannot show");
        }
    }

    private void Delta(JsonObjectReader delta, IReplySink sink)
    {
        switch (delta.NeedText("type"))
        {
            case "text_delta":
                sink.Text(delta.NeedText("text"));
                break;
            case "thinking_delta":
                sink.Thinking(delta.NeedText("thinking"));
                break;
            case "signature_delta":
                Signature(delta.NeedText("signature"), sink);
                break;
            case "input_json_delta" when !_argumentsAtStart:
                sink.Arguments(delta.NeedText("partial_json"));
                break;
        }
    }

    private static void Signature(string? signature, IReplySink sink)
    {
        if (!string.IsNullOrEmpty(signature))
        {
            sink.Sealed(ReasoningSignature.Read(Protocol.AnthropicMessages, signature));
        }
    }

    private void Count(JsonObjectReader holder, IReplySink sink)
    {
        if (holder.Object("usage") is { } usage)
        {
            _usage = AnthropicUsage.Read(usage, _usage);
            sink.Count(_usage);
        }
    }
}
