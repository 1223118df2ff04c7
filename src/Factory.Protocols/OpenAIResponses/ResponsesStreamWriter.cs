using System.Text;
using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Streams for clients of the responses API.</summary>
/// <remarks>
/// Unlike the other writers it holds the text of the reply in memory: the events that end an item and the response
/// repeat it.
/// </remarks>
internal sealed class ResponsesStreamWriter(ModelApi upstream, TranslationContext context, SseWriter sse)
    : ResponseStreamWriter(upstream, context, sse)
{
    private readonly ModelApi _upstream = upstream;
    private readonly List<(ContentPart Part, string Id)> _items = [];
    private readonly StringBuilder _content = new();
    private ToolCallPart? _call;
    private ReasoningSignature? _signature;
    private string _id = "";
    private bool _summaryOpen;
    private bool _hasRefusal;
    private int _sequence;

    protected override void WriteBegin()
    {
        Event("response.created", json => WriteResponse(json, null));
        Event("response.in_progress", json => WriteResponse(json, null));
    }

    protected override void OpenBlock(Block block)
    {
        _hasRefusal |= block == Block.Refusal;
        var part = CreatePart(block, "");
        WriteItemAdded(part);
        if (block != Block.Reasoning)
        {
            ItemEvent("response.content_part.added", json => WriteContentPart(json, part), contentIndex: "content_index");
        }
    }

    protected override void WriteDelta(Block block, string delta)
    {
        _content.Append(delta);
        // A part without text would show an empty summary, so it opens with the first delta only.
        if (block == Block.Reasoning && !_summaryOpen)
        {
            _summaryOpen = true;
            ItemEvent("response.reasoning_summary_part.added", json => WriteSummaryPart(json, ""), contentIndex: "summary_index");
        }

        var (name, index) = block switch
        {
            Block.Reasoning => ("response.reasoning_summary_text.delta", "summary_index"),
            Block.Refusal => ("response.refusal.delta", "content_index"),
            _ => ("response.output_text.delta", "content_index"),
        };
        ItemEvent(name, json => json.WriteString("delta", delta), index);
    }

    protected override void WriteSignature(ReasoningSignature signature) => _signature = signature;

    protected override void OpenToolCall(string id, ToolName name)
    {
        _call = new ToolCallPart(id, name, "");
        WriteItemAdded(_call);
    }

    protected override void WriteArguments(string delta)
    {
        _content.Append(delta);
        if (!_call!.Name.IsCustom)
        {
            ItemEvent("response.function_call_arguments.delta", json => json.WriteString("delta", delta));
        }
    }

    protected override void CloseBlock(Block block)
    {
        var part = block == Block.ToolCall ? _call! with { Arguments = _content.ToString() } : CreatePart(block, _content.ToString());
        switch (part)
        {
            case ToolCallPart call:
                CloseCall(call);
                break;
            case ReasoningPart reasoning:
                CloseReasoning(reasoning);
                break;
            default:
                var (kind, field) = block == Block.Refusal ? ("refusal", "refusal") : ("output_text", "text");
                ItemEvent($"response.{kind}.done", json => json.WriteString(field, _content.ToString()), "content_index");
                ItemEvent("response.content_part.done", json => WriteContentPart(json, part), "content_index");
                break;
        }

        Event("response.output_item.done", json => WriteItem(json, part, open: false));
        _items.Add((part, _id));
        _content.Clear();
        (_signature, _call, _summaryOpen) = (null, null, false);
    }

    protected override void WriteEnd(StopReason stop, string? stopSequence)
    {
        var shown = stop.WithoutRefusal(_hasRefusal);
        Event(
            shown is StopReason.MaxTokens or StopReason.Refusal ? "response.incomplete" : "response.completed",
            json => WriteResponse(json, shown));
    }

    protected override void WriteError(ApiError error) => Event("response.failed", json => WriteResponse(json, null, error));

    private void CloseCall(ToolCallPart call)
    {
        var complete = ResponsesItemWriter.InputOrArguments(call);
        if (call.Name.IsCustom)
        {
            ItemEvent("response.custom_tool_call_input.delta", json => json.WriteString("delta", complete));
            ItemEvent("response.custom_tool_call_input.done", json => json.WriteString("input", complete));
        }
        else
        {
            ItemEvent("response.function_call_arguments.done", json =>
            {
                json.WriteString("name", call.Name.Name);
                json.WriteString("arguments", complete);
            });
        }
    }

    private void CloseReasoning(ReasoningPart reasoning)
    {
        if (_summaryOpen)
        {
            ItemEvent("response.reasoning_summary_text.done", json => json.WriteString("text", reasoning.Text), "summary_index");
            ItemEvent("response.reasoning_summary_part.done", json => WriteSummaryPart(json, reasoning.Text), "summary_index");
        }
    }

    private ContentPart CreatePart(Block block, string text) => block switch
    {
        Block.Reasoning => new ReasoningPart(text, _signature ?? new ReasoningSignature(_upstream, "")),
        Block.Refusal => new RefusalPart(text),
        _ => new TextPart(text),
    };

    private void WriteItemAdded(ContentPart part)
    {
        _id = ResponsesItemWriter.Id(part, Context.CallId, _items.Count);
        Event("response.output_item.added", json => WriteItem(json, part, open: true));
    }

    private void WriteItem(Utf8JsonWriter json, ContentPart part, bool open)
    {
        json.WriteNumber("output_index", _items.Count);
        json.WritePropertyName("item");
        ResponsesItemWriter.Write(json, part, _id, open);
    }

    private static void WriteContentPart(Utf8JsonWriter json, ContentPart part)
    {
        json.WritePropertyName("part");
        ResponsesItemWriter.WriteContent(json, part);
    }

    private static void WriteSummaryPart(Utf8JsonWriter json, string text)
    {
        json.WritePropertyName("part");
        ResponsesItemWriter.WriteSummary(json, text);
    }

    private void WriteResponse(Utf8JsonWriter json, StopReason? stop, ApiError? error = null)
    {
        json.WritePropertyName("response");
        ResponsesObject.Write(json, Context, _items, stop, Usage, error);
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

    private void Event(string type, Action<Utf8JsonWriter> write) => Sse.WriteEvent(type, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("sequence_number", _sequence++);
        write(json);
        json.WriteEndObject();
    });
}
