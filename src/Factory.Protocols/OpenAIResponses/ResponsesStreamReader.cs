using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Streams of OpenAI's responses API.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="context">The call; ids for calls without one are made from its id.</param>
/// <remarks>
/// Servers differ in what they stream: OpenAI sends every item in deltas and then complete, others complete items only,
/// or all of them only with the last event. What was streamed is taken from the deltas, everything else from the
/// complete item.
/// </remarks>
internal sealed class ResponsesStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly BlockSequencer _blocks = new($"call_{context.CallId}_");
    private readonly List<ResponsesItem> _items = [];
    private ResponsesItem? _current;
    private bool _hasRefusal;

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        // Not part of the API, but servers that grew out of chat completions end their streams with it.
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return;
        }

        var reader = JsonText.Parse(data, "event", isReply: true).Object();
        var type = reader.RequiredText("type");
        switch (type)
        {
            case "response.output_item.added":
                ItemAdded(reader, sink);
                break;
            case "response.output_text.delta":
                Append(Streamed(reader, "message"), StreamBlockKind.Text, reader.Required("delta").Piece(), sink);
                break;
            case "response.refusal.delta":
                _hasRefusal = true;
                Append(Streamed(reader, "message"), StreamBlockKind.Refusal, reader.Required("delta").Piece(), sink);
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                AppendReasoning(reader, type, sink);
                break;
            case "response.function_call_arguments.delta":
                AppendArguments(reader, "delta", isWhole: false, sink);
                break;
            case "response.function_call_arguments.done":
                AppendArguments(reader, "arguments", isWhole: true, sink);
                break;
            case "response.output_item.done":
                ItemDone(reader.Required("item"), reader.Take("output_index")?.Integer(), sink);
                break;
            case "response.completed" or "response.incomplete":
                Completed(reader.Required("response").Object(), sink);
                break;
        }
    }

    private void ItemAdded(JsonObjectReader reader, IResponseStreamSink sink)
    {
        _blocks.EndText(sink);
        var item = reader.Required("item").Object();
        var type = item.RequiredText("type");
        var (id, callId) = (item.Text("id"), item.Text("call_id"));
        var added = Add(type, reader.Take("output_index")?.Integer(), id, callId);
        switch (type)
        {
            case "function_call":
                var call = Block(added, StreamBlockKind.ToolCall);
                call.Id = callId ?? id ?? "";

                // A server that has the name only with the complete item leaves it empty here.
                call.Tool = item.Text("name") is { Length: > 0 } name ? Original(new ToolName(name, item.Text("namespace"))) : null;
                _blocks.Append(call, "", sink);
                break;
            case "message" or "reasoning" or "custom_tool_call":
                break;
            default:
                throw UnsupportedItem(item, type);
        }
    }

    private StreamBlock Block(ResponsesItem item, StreamBlockKind kind)
    {
        if (!item.Blocks.TryGetValue(kind, out var block))
        {
            item.Blocks[kind] = block = _blocks.Open(kind, "item");
        }

        return block;
    }

    private void Append(ResponsesItem item, StreamBlockKind kind, string delta, IResponseStreamSink sink) =>
        _blocks.Append(Block(item, kind), delta, sink);

    private ResponsesItem Add(string type, long? index, string? id, string? callId)
    {
        _current = new ResponsesItem(type, index, id, callId);
        _items.Add(_current);
        return _current;
    }

    /// <summary>The item that a delta belongs to, marked as streamed.</summary>
    private ResponsesItem Streamed(JsonObjectReader reader, string type)
    {
        var (index, id) = (reader.Take("output_index")?.Integer(), reader.Text("item_id"));

        // Some servers send deltas without the event that announces their item.
        var item = Find(index, id, type) ?? Add(type, index, id, null);
        item.IsStreamed = true;
        return item;
    }

    private ResponsesItem? Find(JsonObjectReader reader, string type) =>
        Find(reader.Take("output_index")?.Integer(), reader.Text("item_id"), type);

    // Proxies strip keys: an event without any belongs to the last item of its type.
    private ResponsesItem? Find(long? index, string? id, string type) =>
        _items.FindLast(item => item.Matches(index, id, null)) ?? (index is null && _current?.Type == type ? _current : null);

    private void AppendArguments(JsonObjectReader reader, string field, bool isWhole, IResponseStreamSink sink)
    {
        var item = Find(reader, "function_call");
        if (isWhole && item is null or { IsStreamed: true } or { IsDone: true })
        {
            return;
        }

        if (item is null || !item.Blocks.TryGetValue(StreamBlockKind.ToolCall, out var call))
        {
            throw new TranslationException("output_index", "the provider sent arguments for a call that is not open");
        }

        item.IsStreamed = true;
        _blocks.Append(call, reader.Required(field).ArgumentsPiece(), sink);
    }

    private void AppendReasoning(JsonObjectReader reader, string type, IResponseStreamSink sink)
    {
        var item = Streamed(reader, "reasoning");
        var part = (
            type,
            reader.Take(type.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index")?.Integer() ?? 0);

        // Summaries come in several parts, each with a heading; without an empty line the heading would continue the
        // sentence before it.
        if (item.ReasoningPart is { } before && before != part)
        {
            Append(item, StreamBlockKind.Reasoning, "\n\n", sink);
        }

        item.ReasoningPart = part;
        Append(item, StreamBlockKind.Reasoning, reader.Required("delta").Piece(), sink);
    }

    /// <summary>A complete item: what has not been streamed of it is taken from here.</summary>
    private void ItemDone(JsonValueReader node, long? index, IResponseStreamSink sink)
    {
        var reader = node.Object();
        var type = reader.RequiredText("type");
        if (type is not ("message" or "function_call" or "reasoning" or "custom_tool_call"))
        {
            throw UnsupportedItem(reader, type);
        }

        var item = FindOrAdd(type, index, reader);
        if (item.IsDone)
        {
            return;
        }

        item.IsDone = true;
        if (!item.IsStreamed)
        {
            EmitUnstreamed(item, node, sink);
        }
        else if (type == "reasoning")
        {
            // The encrypted reasoning is final only here: what the added event holds is a shorter one.
            SetSignature(item, ReasoningSignature.Unwrap(ModelApi.OpenAIResponses, reader.Text("encrypted_content")), sink);
        }
        else if (type == "function_call" && item.Blocks.TryGetValue(StreamBlockKind.ToolCall, out var call))
        {
            call.Tool ??= reader.Text("name") is { Length: > 0 } name ? Original(new ToolName(name, reader.Text("namespace"))) : null;
        }

        foreach (var block in item.Blocks.Values)
        {
            _blocks.Close(block, sink);
        }
    }

    private ResponsesItem FindOrAdd(string type, long? index, JsonObjectReader reader)
    {
        var (id, callId) = (reader.Text("id"), reader.Text("call_id"));
        if (_items.FindLast(item => item.Matches(index, id, callId)) is { } known)
        {
            return known;
        }

        var hasKey = index is not null || id is not null || callId is not null;
        return _current is { IsDone: false } current && current.Type == type && !(current.HasKey && hasKey)
            ? current
            : Add(type, index, id, callId);
    }

    private void EmitUnstreamed(ResponsesItem item, JsonValueReader node, IResponseStreamSink sink)
    {
        foreach (var part in ResponsesItemReader.ReadOutput(node))
        {
            switch (part)
            {
                case TextPart text:
                    Append(item, StreamBlockKind.Text, text.Text, sink);
                    break;
                case RefusalPart refusal:
                    _hasRefusal = true;
                    Append(item, StreamBlockKind.Refusal, refusal.Text, sink);
                    break;
                case ReasoningPart reasoning:
                    Append(item, StreamBlockKind.Reasoning, reasoning.Text, sink);
                    SetSignature(item, reasoning.Signature, sink);
                    break;
                case ToolCallPart call:
                    var block = Block(item, StreamBlockKind.ToolCall);
                    block.Id = block.Id.Length > 0 ? block.Id : call.Id;
                    block.Tool ??= Original(call.Name);
                    _blocks.Append(block, call.Arguments, sink);
                    break;
                default:
                    throw MessageParts.NotInReply(part);
            }
        }
    }

    private void SetSignature(ResponsesItem item, ReasoningSignature signature, IResponseStreamSink sink)
    {
        // Reasoning without a signature is closed by the sink, which records the issuer.
        if (signature is not { Issuer: ModelApi.OpenAIResponses, Payload: "" })
        {
            _blocks.Sign(Block(item, StreamBlockKind.Reasoning), signature, sink);
        }
    }

    private void Completed(JsonObjectReader response, IResponseStreamSink sink)
    {
        // The last event repeats all items; those that came complete are known.
        var isKnown = _items.Exists(item => item.IsDone);
        foreach (var (index, item) in response.Items("output").Index())
        {
            var fields = item.Object();
            var (id, callId) = (fields.Text("id"), fields.Text("call_id"));
            if (!isKnown || _items.FindLast(known => known.Matches(index, id, callId)) is { IsDone: false })
            {
                ItemDone(item, index, sink);
            }
        }

        _blocks.CloseAll(sink);
        sink.EndBlock();
        if (response.Object("usage") is { } usage)
        {
            sink.SetUsage(ResponsesObject.ReadUsage(usage));
        }

        sink.SetStopReason(ResponsesObject.ReadStop(response).WithRefusal(_hasRefusal), null);
        sink.Complete();
    }

    private ToolName Original(ToolName name) => name is { Namespace: null, IsCustom: false } ? map.OriginalName(name.Name) : name;

    private static TranslationException UnsupportedItem(JsonObjectReader item, string type) =>
        new(item.PathOf("type"), $"the provider sent an item of type {type}, which the client's API cannot express");
}
