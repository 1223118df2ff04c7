using System.Text;
using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Streams for clients of chat completions.</summary>
internal sealed class ChatStreamWriter(ModelApi upstream, TranslationContext context, SseWriter sse, bool includeUsage)
    : ResponseStreamWriter(upstream, context, sse)
{
    private int _toolCallIndex = -1;
    private bool _isCustomCall;
    private readonly StringBuilder _input = new();

    protected override void WriteBegin() => Delta(json =>
    {
        json.WriteString("role", "assistant");
        json.WriteString("content", "");
    });

    protected override void OpenBlock(Block block)
    {
        // The first delta of a field opens it.
    }

    protected override void WriteDelta(Block block, string delta) =>
        Delta(
            json =>
                json.WriteString(
                    block switch { Block.Reasoning => "reasoning_content", Block.Refusal => "refusal", _ => "content" },
                    delta));

    protected override void WriteSignature(ReasoningSignature signature)
    {
        // Chat has no field for it, and clients do not send unknown fields back.
    }

    protected override void OpenToolCall(string id, ToolName name)
    {
        _toolCallIndex++;
        _isCustomCall = name.IsCustom;
        _input.Clear();
        WriteToolCallDelta(json => ChatMessageWriter.WriteCall(json, ToolCallIds.LimitLength(id), name, ""));
    }

    protected override void WriteArguments(string delta)
    {
        // The text of a custom tool is a JSON string in the provider's arguments: it can be unescaped only when it is
        // complete.
        if (_isCustomCall)
        {
            _input.Append(delta);
        }
        else
        {
            WriteToolCallField("function", "arguments", delta);
        }
    }

    protected override void CloseBlock(Block block)
    {
        if (block == Block.ToolCall && _isCustomCall)
        {
            WriteToolCallField("custom", "input", CustomTools.UnwrapInput(_input.ToString()));
        }
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence)
    {
        Chunk(_ => { }, ChatFinishReasons.Write(stop));
        if (includeUsage && Usage is { } usage)
        {
            Sse.WriteEvent(null, json =>
            {
                WriteHead(json);
                json.WriteStartArray("choices");
                json.WriteEndArray();
                ChatUsage.Write(json, usage);
                json.WriteEndObject();
            });
        }

        Sse.WriteData("[DONE]"u8);
    }

    protected override void WriteError(ApiError error) =>
        Sse.WriteEvent(null, json => ProtocolError.Write(json, ModelApi.OpenAIChat, error));

    private void WriteToolCallField(string kind, string field, string delta) => WriteToolCallDelta(json =>
    {
        json.WriteStartObject(kind);
        json.WriteString(field, delta);
        json.WriteEndObject();
    });

    private void WriteToolCallDelta(Action<Utf8JsonWriter> call) => Delta(json =>
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", _toolCallIndex);
        call(json);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private void Delta(Action<Utf8JsonWriter> write) => Chunk(write, null);

    private void Chunk(Action<Utf8JsonWriter> write, string? finish) => Sse.WriteEvent(null, json =>
    {
        WriteHead(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        write(json);
        json.WriteEndObject();
        json.WriteString("finish_reason", finish);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", $"chatcmpl-{Context.CallId}");
        json.WriteString("object", "chat.completion.chunk");
        json.WriteNumber("created", Context.CreatedUnixSeconds);
        json.WriteString("model", Context.ClientModel);
    }
}
