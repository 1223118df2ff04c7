using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Streams for clients of Anthropic's messages API.</summary>
internal sealed class AnthropicStreamWriter(
    ModelApi upstream,
    TranslationContext context,
    SseWriter sse) : ResponseStreamWriter(upstream, context, sse)
{
    private int _index = -1;

    protected override void WriteBegin() => Event("message_start", json =>
    {
        json.WriteStartObject("message");
        AnthropicMessage.WriteHead(json, Context);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");

        // Other APIs count at the end. LangChain takes the input from here and ignores that of message_delta.
        AnthropicUsage.Write(json, Usage ?? new Usage(Context.InputTokensEstimate, 0, 0, 0, 0));
        json.WriteEndObject();
    });

    protected override void OpenBlock(Block block) => Start(json =>
    {
        if (block == Block.Reasoning)
        {
            json.WriteString("type", "thinking");
            json.WriteString("thinking", "");

            // Claude Code and the SDKs append the signature's delta to this field; without it they fail.
            json.WriteString("signature", "");
        }
        else
        {
            json.WriteString("type", "text");
            json.WriteString("text", "");
        }
    });

    protected override void OpenToolCall(string id, ToolName name) => Start(json =>
    {
        json.WriteString("type", "tool_use");
        json.WriteString("id", ToolCallIds.Sanitize(id));
        json.WriteString("name", name.Name);
        json.WriteStartObject("input");
        json.WriteEndObject();
    });

    protected override void WriteDelta(Block block, string delta)
    {
        if (block == Block.Reasoning)
        {
            Delta("thinking_delta", "thinking", delta);
        }
        else
        {
            Delta("text_delta", "text", delta);
        }
    }

    protected override void WriteSignature(ReasoningSignature signature) =>
        Delta("signature_delta", "signature", signature.WrapFor(ModelApi.AnthropicMessages));

    protected override void WriteArguments(string delta) => Delta("input_json_delta", "partial_json", delta);

    protected override void CloseBlock(Block block) => Event("content_block_stop", json => json.WriteNumber("index", _index));

    protected override void WriteEnd(StopReason stop, string? stopSequence)
    {
        Event("message_delta", json =>
        {
            json.WriteStartObject("delta");
            json.WriteString("stop_reason", AnthropicStopReasons.Write(stop));
            json.WriteString("stop_sequence", stopSequence);
            json.WriteEndObject();
            AnthropicUsage.Write(json, Usage);
        });
        Event("message_stop", _ => { });
    }

    protected override void WriteError(ApiError error) =>
        Sse.WriteEvent("error", json => ProtocolError.Write(json, ModelApi.AnthropicMessages, error));

    private void Start(Action<Utf8JsonWriter> block)
    {
        _index++;
        Event("content_block_start", json =>
        {
            json.WriteNumber("index", _index);
            json.WriteStartObject("content_block");
            block(json);
            json.WriteEndObject();
        });
    }

    private void Delta(string type, string field, string delta) => Event("content_block_delta", json =>
    {
        json.WriteNumber("index", _index);
        json.WriteStartObject("delta");
        json.WriteString("type", type);
        json.WriteString(field, delta);
        json.WriteEndObject();
    });

    private void Event(string type, Action<Utf8JsonWriter> write) => Sse.WriteEvent(type, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        write(json);
        json.WriteEndObject();
    });
}
