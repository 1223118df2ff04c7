using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <remarks>Some servers send every item only when it is whole, some all of them only with the end: what was not streamed is taken from there.</remarks>
internal sealed class ResponsesStreamReader(RequestMap map) : IStreamReader
{
    private long? _call;
    private bool _argued;
    private bool _spoken;
    private bool _refused;
    private bool _hasItems;
    private (string? Kind, long Index)? _thought;

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return;
        }

        var fields = JsonText.Parse(data, "event", isReply: true).Object();
        var type = fields.NeedText("type");
        switch (type)
        {
            case "response.output_item.added":
                Added(fields, sink);
                break;
            case "response.output_text.delta":
                _spoken = true;
                sink.Text(fields.NeedText("delta"));
                break;
            case "response.refusal.delta":
                _spoken = _refused = true;
                sink.Refusal(fields.NeedText("delta"));
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                Thought(fields, type, sink);
                break;
            case "response.function_call_arguments.delta":
                Argue(fields, fields.NeedText("delta"), sink);
                break;
            case "response.function_call_arguments.done" when !_argued:
                Argue(fields, fields.NeedText("arguments"), sink);
                break;
            case "response.output_item.done":
                Done(fields.Need("item"), sink);
                break;
            case "response.completed" or "response.incomplete":
                Completed(fields.Need("response").Object(), sink);
                break;
            case "response.failed":
                sink.Failed(ResponsesObject.ReadError(fields.Need("response").Object().Object("error")));
                break;
            case "error":
                sink.Failed(ResponsesObject.ReadError(fields.Object("error") ?? fields));
                break;
        }
    }

    private void Added(JsonObjectReader fields, IReplySink sink)
    {
        sink.Close();
        Forget();
        var item = fields.Need("item").Object();
        switch (item.NeedText("type"))
        {
            case "function_call":
                _call = Index(fields, "output_index");
                var name = item.NeedText("name");
                sink.Call(item.NeedText("call_id"), item.Text("namespace") is { } space ? new ToolName(name, space) : map.Original(name));
                break;
            case "message" or "reasoning" or "custom_tool_call":
                break;
            case var type:
                throw CannotShow(item, type);
        }
    }

    private void Argue(JsonObjectReader fields, string piece, IReplySink sink)
    {
        if (Index(fields, "output_index") != _call)
        {
            throw new TranslationException("output_index", "the provider sent arguments for a call that is not open");
        }

        _argued = true;
        sink.Arguments(piece);
    }

    private void Thought(JsonObjectReader fields, string type, IReplySink sink)
    {
        var part = (type, Index(fields, type.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index"));
        if (_thought is { } before && before != part)
        {
            sink.Thinking("\n\n");
        }

        _thought = part;
        sink.Thinking(fields.NeedText("delta"));
    }

    /// <summary>An item is whole: what of it has not been told yet is told now.</summary>
    private void Done(Node item, IReplySink sink)
    {
        _hasItems = true;
        var fields = item.Object();
        switch (fields.NeedText("type"))
        {
            case "message" when _spoken:
            case "function_call" when _argued:
                break;
            case "reasoning" when _thought is not null:
                Seal(Conversations.ReasoningSignature.Read(Protocol.OpenAIResponses, fields.Text("encrypted_content")), sink);
                break;
            case "message" or "function_call" or "reasoning" or "custom_tool_call":
                foreach (var part in ResponsesItemReader.Output(item))
                {
                    Tell(part, sink);
                }

                break;
            case var type:
                throw CannotShow(fields, type);
        }

        sink.Close();
        Forget();
    }

    private void Tell(ContentPart part, IReplySink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.Text(text.Text);
                break;
            case RefusalPart refusal:
                _refused = true;
                sink.Refusal(refusal.Text);
                break;
            case ThinkingPart thoughts:
                sink.Thinking(thoughts.Text);
                Seal(thoughts.Seal, sink);
                break;
            case ToolCallPart call:
                if (_call is null)
                {
                    sink.Call(call.Id, call.Name is { Namespace: null, Custom: false } name ? map.Original(name.Name) : call.Name);
                }

                sink.Arguments(call.Arguments);
                break;
        }
    }

    /// <summary>Thoughts without a seal are closed by the sink itself.</summary>
    private static void Seal(ReasoningSignature seal, IReplySink sink)
    {
        if (seal is not { Maker: Protocol.OpenAIResponses, Payload: "" })
        {
            sink.Sealed(seal);
        }
    }

    private void Completed(JsonObjectReader response, IReplySink sink)
    {
        sink.Close();
        foreach (var item in _hasItems ? [] : response.Items("output"))
        {
            Done(item, sink);
        }

        if (response.Object("usage") is { } usage)
        {
            sink.Count(ResponsesObject.ReadUsage(usage));
        }

        var stop = ResponsesObject.ReadStop(response);
        sink.Stopped(_refused && stop == StopReason.EndOfTurn ? StopReason.Refused : stop, null);
        sink.End();
    }

    /// <summary>The next item begins with nothing told of it.</summary>
    private void Forget() => (_call, _argued, _spoken, _thought) = (null, false, false, null);

    private static TranslationException CannotShow(JsonObjectReader item, string type) =>
        new(item.At("type"), $"the provider sent an item of type {type}, which the client's protocol cannot show");

    private static long Index(JsonObjectReader fields, string name) => fields.Take(name)?.Integer() ?? 0;
}
