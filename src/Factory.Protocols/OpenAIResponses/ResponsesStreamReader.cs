using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Streams of OpenAI's responses API.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <remarks>
/// Servers differ in what they stream: OpenAI sends every item in deltas and then complete, others complete items only,
/// or all of them only with the last event. What was streamed is taken from the deltas, everything else from the
/// complete item.
/// </remarks>
internal sealed class ResponsesStreamReader(RequestMap map) : IResponseStreamReader
{
    private readonly List<ResponsesItem> _items = [];
    private ResponsesItem? _current;
    private ResponsesItem? _openCall;
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
                Streamed(reader, "message");
                sink.AppendText(reader.RequiredText("delta"));
                break;
            case "response.refusal.delta":
                Streamed(reader, "message");
                _hasRefusal = true;
                sink.AppendRefusal(reader.RequiredText("delta"));
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                AppendReasoning(reader, type, sink);
                break;
            case "response.function_call_arguments.delta":
                AppendArguments(reader, "delta", sink);
                break;
            case "response.function_call_arguments.done" when _openCall is { IsStreamed: false }:
                AppendArguments(reader, "arguments", sink);
                break;
            case "response.output_item.done":
                ItemDone(reader.Required("item"), reader.Take("output_index")?.Integer(), sink);
                break;
            case "response.completed" or "response.incomplete":
                Completed(reader.Required("response").Object(), sink);
                break;
            case "response.failed":
                sink.Fail(OpenAIError.Read(reader.Required("response").Object().Object("error")));
                break;
            case "error":
                // OpenAI puts code and message beside the type, servers behind an Anthropic-like layer put them into an
                // object.
                sink.Fail(OpenAIError.Read(reader.Object("error") ?? reader));
                break;
        }
    }

    private void ItemAdded(JsonObjectReader reader, IResponseStreamSink sink)
    {
        sink.EndBlock();
        var item = reader.Required("item").Object();
        var added = Add(item.RequiredText("type"), reader.Take("output_index")?.Integer(), item.Text("id"), item.Text("call_id"));
        switch (added.Type)
        {
            case "function_call":
                (_openCall, added.IsBegun) = (added, true);
                sink.BeginToolCall(CallId(added, item), Name(item.RequiredText("name"), item.Text("namespace")));
                break;
            case "message" or "reasoning" or "custom_tool_call":
                break;
            case var type:
                throw UnsupportedItem(item, type);
        }
    }

    private ResponsesItem Add(string type, long? index, string? id, string? callId)
    {
        _openCall = null;
        _current = new ResponsesItem(type, index, id, callId);
        _items.Add(_current);
        return _current;
    }

    private static string CallId(ResponsesItem item, JsonObjectReader reader) =>
        item.CallId ?? throw new TranslationException(reader.PathOf("call_id"), "is missing");

    /// <summary>The item that a delta belongs to, marked as streamed.</summary>
    private ResponsesItem Streamed(JsonObjectReader reader, string type)
    {
        var (index, id) = (reader.Take("output_index")?.Integer(), reader.Text("item_id"));
        var item = _items.FindLast(item => item.Matches(index, id, null));

        // Proxies strip keys, and some send deltas without the event that announces their item.
        item ??= index is null && _current?.Type == type ? _current : Add(type, index, id, null);
        item.IsStreamed = true;
        return item;
    }

    private void AppendArguments(JsonObjectReader reader, string field, IResponseStreamSink sink)
    {
        if (_openCall is null || Streamed(reader, "function_call") != _openCall)
        {
            throw new TranslationException("output_index", "the provider sent arguments for a call that is not open");
        }

        sink.AppendToolArguments(reader.RequiredText(field));
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
            sink.AppendReasoning("\n\n");
        }

        item.ReasoningPart = part;
        sink.AppendReasoning(reader.RequiredText("delta"));
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
        else if (type == "reasoning" && item == _current)
        {
            // The encrypted reasoning is final only here: what the added event holds is a shorter one.
            SetSignature(ReasoningSignature.Unwrap(ModelApi.OpenAIResponses, reader.Text("encrypted_content")), sink);
        }

        // llama.cpp completes all items at the end of the stream (tools/server/server-task.cpp); by then another block
        // is open.
        if (item == _current)
        {
            sink.EndBlock();
            _openCall = null;
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
                case ToolCallPart call when item == _openCall:
                    sink.AppendToolArguments(call.Arguments);
                    break;
                case ToolCallPart call when item.IsBegun:
                    RequireNoArguments(call, node);
                    break;
                case ToolCallPart call:
                    sink.AppendPart(call with { Name = Original(call.Name) }, ModelApi.OpenAIResponses);
                    break;
                default:
                    _hasRefusal |= part is RefusalPart;
                    sink.AppendPart(part, ModelApi.OpenAIResponses);
                    break;
            }
        }
    }

    private static void RequireNoArguments(ToolCallPart call, JsonValueReader node)
    {
        // The call was announced, and another item closed it before its arguments came: the client has it with an empty
        // object by now.
        if (JsonText.TryObject(call.Arguments) is not { } arguments || arguments.GetPropertyCount() > 0)
        {
            throw new TranslationException($"{node.Path}.arguments", "the provider sent arguments for a call that is not open");
        }
    }

    private static void SetSignature(ReasoningSignature signature, IResponseStreamSink sink)
    {
        // Reasoning without a signature is closed by the sink, which records the issuer.
        if (signature is not { Issuer: ModelApi.OpenAIResponses, Payload: "" })
        {
            sink.SetReasoningSignature(signature);
        }
    }

    private void Completed(JsonObjectReader response, IResponseStreamSink sink)
    {
        // The last event repeats all items; it is read only where no item came complete before.
        foreach (var (index, item) in _items.Exists(item => item.IsDone) ? [] : response.Items("output").Index())
        {
            ItemDone(item, index, sink);
        }

        sink.EndBlock();
        if (response.Object("usage") is { } usage)
        {
            sink.SetUsage(ResponsesObject.ReadUsage(usage));
        }

        sink.SetStopReason(ResponsesObject.ReadStop(response).WithRefusal(_hasRefusal), null);
        sink.Complete();
    }

    private ToolName Original(ToolName name) => name is { Namespace: null, IsCustom: false } ? map.OriginalName(name.Name) : name;

    private ToolName Name(string name, string? toolNamespace) => Original(new ToolName(name, toolNamespace));

    private static TranslationException UnsupportedItem(JsonObjectReader item, string type) =>
        new(item.PathOf("type"), $"the provider sent an item of type {type}, which the client's API cannot express");
}
