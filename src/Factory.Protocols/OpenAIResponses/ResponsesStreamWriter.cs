using System.Text;
using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <remarks>Alone among the writers it keeps the reply's text, since the events that end an item and the response repeat what was said.</remarks>
internal sealed class ResponsesStreamWriter(Protocol upstream, TranslationContext context, SseWriter sse) : ReplyStreamWriter(upstream, context, sse)
{
    private readonly Protocol _upstream = upstream;
    private readonly List<(ContentPart Part, string Id)> _items = [];
    private readonly StringBuilder _whole = new();
    private ToolCallPart? _call;
    private ReasoningSignature? _seal;
    private string _id = "";
    private bool _summaryOpen;
    private bool _refused;
    private int _sequence;

    protected override void WriteBegin()
    {
        Event("response.created", json => Response(json, null));
        Event("response.in_progress", json => Response(json, null));
    }

    protected override void OpenBlock(Block block)
    {
        _refused |= block == Block.Refusal;
        var part = Made(block, "");
        Added(part);
        if (block != Block.Thinking)
        {
            ItemEvent("response.content_part.added", json => Content(json, part), contentIndex: "content_index");
        }
    }

    protected override void WritePiece(Block block, string piece)
    {
        _whole.Append(piece);
        if (block == Block.Thinking && !_summaryOpen)
        {
            _summaryOpen = true;
            ItemEvent("response.reasoning_summary_part.added", json => Summary(json, ""), contentIndex: "summary_index");
        }

        var (name, index) = block switch
        {
            Block.Thinking => ("response.reasoning_summary_text.delta", "summary_index"),
            Block.Refusal => ("response.refusal.delta", "content_index"),
            _ => ("response.output_text.delta", "content_index"),
        };
        ItemEvent(name, json => json.WriteString("delta", piece), index);
    }

    protected override void WriteSeal(ReasoningSignature seal) => _seal = seal;

    protected override void OpenCall(string id, ToolName name)
    {
        _call = new ToolCallPart(id, name, "");
        Added(_call);
    }

    protected override void WriteArguments(string piece)
    {
        _whole.Append(piece);
        if (!_call!.Name.Custom)
        {
            ItemEvent("response.function_call_arguments.delta", json => json.WriteString("delta", piece));
        }
    }

    protected override void CloseBlock(Block block)
    {
        var part = block == Block.Call ? _call! with { Arguments = _whole.ToString() } : Made(block, _whole.ToString());
        switch (part)
        {
            case ToolCallPart call:
                CloseCall(call);
                break;
            case ThinkingPart thoughts:
                CloseThoughts(thoughts);
                break;
            default:
                var (kind, field) = block == Block.Refusal ? ("refusal", "refusal") : ("output_text", "text");
                ItemEvent($"response.{kind}.done", json => json.WriteString(field, _whole.ToString()), "content_index");
                ItemEvent("response.content_part.done", json => Content(json, part), "content_index");
                break;
        }

        Event("response.output_item.done", json => Item(json, part, open: false));
        _items.Add((part, _id));
        _whole.Clear();
        (_seal, _call, _summaryOpen) = (null, null, false);
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence)
    {
        var said = _refused ? StopReason.EndOfTurn : stop;
        Event(said is StopReason.MaxTokens or StopReason.Refused ? "response.incomplete" : "response.completed", json => Response(json, said));
    }

    protected override void WriteFailure(Failure failure) => Event("response.failed", json => Response(json, null, failure));

    private void CloseCall(ToolCallPart call)
    {
        var whole = ResponsesItemWriter.Whole(call);
        if (call.Name.Custom)
        {
            ItemEvent("response.custom_tool_call_input.delta", json => json.WriteString("delta", whole));
            ItemEvent("response.custom_tool_call_input.done", json => json.WriteString("input", whole));
        }
        else
        {
            ItemEvent("response.function_call_arguments.done", json =>
            {
                json.WriteString("name", call.Name.Name);
                json.WriteString("arguments", whole);
            });
        }
    }

    private void CloseThoughts(ThinkingPart thoughts)
    {
        if (_summaryOpen)
        {
            ItemEvent("response.reasoning_summary_text.done", json => json.WriteString("text", thoughts.Text), "summary_index");
            ItemEvent("response.reasoning_summary_part.done", json => Summary(json, thoughts.Text), "summary_index");
        }
    }

    private ContentPart Made(Block block, string text) => block switch
    {
        Block.Thinking => new ThinkingPart(text, _seal ?? new ReasoningSignature(_upstream, "")),
        Block.Refusal => new RefusalPart(text),
        _ => new TextPart(text),
    };

    private void Added(ContentPart part)
    {
        _id = ResponsesItemWriter.Id(part, Context.Id, _items.Count);
        Event("response.output_item.added", json => Item(json, part, open: true));
    }

    private void Item(Utf8JsonWriter json, ContentPart part, bool open)
    {
        json.WriteNumber("output_index", _items.Count);
        json.WritePropertyName("item");
        ResponsesItemWriter.Write(json, part, _id, open);
    }

    private static void Content(Utf8JsonWriter json, ContentPart part)
    {
        json.WritePropertyName("part");
        ResponsesItemWriter.WriteContent(json, part);
    }

    private static void Summary(Utf8JsonWriter json, string text)
    {
        json.WritePropertyName("part");
        ResponsesItemWriter.WriteSummary(json, text);
    }

    private void Response(Utf8JsonWriter json, StopReason? stop, Failure? failure = null)
    {
        json.WritePropertyName("response");
        ResponsesObject.Write(json, Context, _items, stop, Usage, failure);
    }

    private void ItemEvent(string type, Action<Utf8JsonWriter> write, string? contentIndex = null) => Event(type, json =>
    {
        json.WriteString("item_id", _id);
        json.WriteNumber("output_index", _items.Count);
        if (contentIndex is not null)
        {
            json.WriteNumber(contentIndex, 0);
        }

        write(json);
    });

    private void Event(string type, Action<Utf8JsonWriter> write) => Sse.Event(type, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("sequence_number", _sequence++);
        write(json);
        json.WriteEndObject();
    });
}
