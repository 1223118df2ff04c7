using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal sealed class ChatStreamWriter(Protocol upstream, TranslationContext context, SseWriter sse, bool includeUsage) : ReplyStreamWriter(upstream, context, sse)
{
    private int _calls = -1;
    private bool _custom;
    private readonly System.Text.StringBuilder _input = new();

    protected override void WriteBegin() => Delta(json =>
    {
        json.WriteString("role", "assistant");
        json.WriteString("content", "");
    });

    protected override void OpenBlock(Block block)
    {
    }

    protected override void WritePiece(Block block, string piece) =>
        Delta(json => json.WriteString(block switch { Block.Thinking => "reasoning_content", Block.Refusal => "refusal", _ => "content" }, piece));

    /// <summary>Chat has no place for it: docs/reference/protocols.md.</summary>
    protected override void WriteSeal(ReasoningSignature seal)
    {
    }

    protected override void OpenCall(string id, ToolName name)
    {
        _calls++;
        _custom = name.Custom;
        _input.Clear();
        CallDelta(json => ChatMessageWriter.WriteCall(json, CallIds.Short(id), name, ""));
    }

    protected override void WriteArguments(string piece)
    {
        if (_custom)
        {
            _input.Append(piece);
        }
        else
        {
            CallPiece("function", "arguments", piece);
        }
    }

    protected override void CloseBlock(Block block)
    {
        if (block == Block.Call && _custom)
        {
            CallPiece("custom", "input", CustomTools.Unwrap(_input.ToString()));
        }
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence)
    {
        Chunk(_ => { }, FinishReasons.Write(stop));
        if (includeUsage && Usage is { } usage)
        {
            Sse.Event(null, json =>
            {
                Head(json);
                json.WriteStartArray("choices");
                json.WriteEndArray();
                ChatUsage.Write(json, usage);
                json.WriteEndObject();
            });
        }

        Sse.Line("[DONE]"u8);
    }

    protected override void WriteFailure(Failure failure) => Sse.Event(null, json => ProtocolError.Write(json, Protocol.OpenAIChat, failure));

    private void CallPiece(string kind, string field, string piece) => CallDelta(json =>
    {
        json.WriteStartObject(kind);
        json.WriteString(field, piece);
        json.WriteEndObject();
    });

    private void CallDelta(Action<Utf8JsonWriter> call) => Delta(json =>
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", _calls);
        call(json);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private void Delta(Action<Utf8JsonWriter> delta) => Chunk(delta, null);

    private void Chunk(Action<Utf8JsonWriter> delta, string? finish) => Sse.Event(null, json =>
    {
        Head(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        delta(json);
        json.WriteEndObject();
        json.WriteString("finish_reason", finish);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void Head(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", $"chatcmpl-{Context.Id}");
        json.WriteString("object", "chat.completion.chunk");
        json.WriteNumber("created", Context.CreatedUnixSeconds);
        json.WriteString("model", Context.ClientModel);
    }
}
