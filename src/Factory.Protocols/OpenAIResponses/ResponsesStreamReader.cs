using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <remarks>Some servers send every item only when it is whole, some all of them only with the end: what was not streamed is taken from there.</remarks>
internal sealed class ResponsesStreamReader(RequestMap map) : IResponseStreamReader
{
    private long? _openCallIndex;
    private bool _hasArguments;
    private bool _hasText;
    private bool _hasRefusal;
    private bool _hasItems;
    private (string? Kind, long Index)? _reasoningPart;

    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
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
                _hasText = true;
                sink.AppendText(reader.RequiredText("delta"));
                break;
            case "response.refusal.delta":
                _hasText = _hasRefusal = true;
                sink.AppendRefusal(reader.RequiredText("delta"));
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                AppendReasoning(reader, type, sink);
                break;
            case "response.function_call_arguments.delta":
                AppendArguments(reader, reader.RequiredText("delta"), sink);
                break;
            case "response.function_call_arguments.done" when !_hasArguments:
                AppendArguments(reader, reader.RequiredText("arguments"), sink);
                break;
            case "response.output_item.done":
                ItemDone(reader.Required("item"), sink);
                break;
            case "response.completed" or "response.incomplete":
                Completed(reader.Required("response").Object(), sink);
                break;
            case "response.failed":
                sink.Fail(ResponsesObject.ReadError(reader.Required("response").Object().Object("error")));
                break;
            case "error":
                sink.Fail(ResponsesObject.ReadError(reader.Object("error") ?? reader));
                break;
        }
    }

    private void ItemAdded(JsonObjectReader reader, IResponseStreamSink sink)
    {
        sink.EndBlock();
        ResetItem();
        var item = reader.Required("item").Object();
        switch (item.RequiredText("type"))
        {
            case "function_call":
                _openCallIndex = Index(reader, "output_index");
                var name = item.RequiredText("name");
                sink.BeginToolCall(item.RequiredText("call_id"), item.Text("namespace") is { } space ? new ToolName(name, space) : map.OriginalName(name));
                break;
            case "message" or "reasoning" or "custom_tool_call":
                break;
            case var type:
                throw UnsupportedItem(item, type);
        }
    }

    private void AppendArguments(JsonObjectReader reader, string piece, IResponseStreamSink sink)
    {
        if (Index(reader, "output_index") != _openCallIndex)
        {
            throw new TranslationException("output_index", "the provider sent arguments for a call that is not open");
        }

        _hasArguments = true;
        sink.AppendToolArguments(piece);
    }

    private void AppendReasoning(JsonObjectReader reader, string type, IResponseStreamSink sink)
    {
        var part = (type, Index(reader, type.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index"));
        if (_reasoningPart is { } before && before != part)
        {
            sink.AppendReasoning("\n\n");
        }

        _reasoningPart = part;
        sink.AppendReasoning(reader.RequiredText("delta"));
    }

    /// <summary>An item is whole: what of it has not been told yet is told now.</summary>
    private void ItemDone(JsonValueReader item, IResponseStreamSink sink)
    {
        _hasItems = true;
        var reader = item.Object();
        switch (reader.RequiredText("type"))
        {
            case "message" when _hasText:
            case "function_call" when _hasArguments:
                break;
            case "reasoning" when _reasoningPart is not null:
                SetSignature(Canonical.ReasoningSignature.Unwrap(ModelApi.OpenAIResponses, reader.Text("encrypted_content")), sink);
                break;
            case "message" or "function_call" or "reasoning" or "custom_tool_call":
                foreach (var part in ResponsesItemReader.ReadOutput(item))
                {
                    EmitUnstreamed(part, sink);
                }

                break;
            case var type:
                throw UnsupportedItem(reader, type);
        }

        sink.EndBlock();
        ResetItem();
    }

    private void EmitUnstreamed(ContentPart part, IResponseStreamSink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.AppendText(text.Text);
                break;
            case RefusalPart refusal:
                _hasRefusal = true;
                sink.AppendRefusal(refusal.Text);
                break;
            case ReasoningPart reasoning:
                sink.AppendReasoning(reasoning.Text);
                SetSignature(reasoning.Signature, sink);
                break;
            case ToolCallPart call:
                if (_openCallIndex is null)
                {
                    sink.BeginToolCall(call.Id, call.Name is { Namespace: null, IsCustom: false } name ? map.OriginalName(name.Name) : call.Name);
                }

                sink.AppendToolArguments(call.Arguments);
                break;
        }
    }

    /// <summary>Thoughts without a seal are closed by the sink itself.</summary>
    private static void SetSignature(ReasoningSignature signature, IResponseStreamSink sink)
    {
        if (signature is not { Issuer: ModelApi.OpenAIResponses, Payload: "" })
        {
            sink.SetReasoningSignature(signature);
        }
    }

    private void Completed(JsonObjectReader response, IResponseStreamSink sink)
    {
        sink.EndBlock();
        foreach (var item in _hasItems ? [] : response.Items("output"))
        {
            ItemDone(item, sink);
        }

        if (response.Object("usage") is { } usage)
        {
            sink.SetUsage(ResponsesObject.ReadUsage(usage));
        }

        var stop = ResponsesObject.ReadStop(response);
        sink.SetStopReason(_hasRefusal && stop == StopReason.EndOfTurn ? StopReason.Refusal : stop, null);
        sink.Complete();
    }

    /// <summary>The next item begins with nothing told of it.</summary>
    private void ResetItem() => (_openCallIndex, _hasArguments, _hasText, _reasoningPart) = (null, false, false, null);

    private static TranslationException UnsupportedItem(JsonObjectReader item, string type) =>
        new(item.PathOf("type"), $"the provider sent an item of type {type}, which the client's API cannot express");

    private static long Index(JsonObjectReader reader, string name) => reader.Take(name)?.Integer() ?? 0;
}
