using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

internal sealed class ResponsesStreamReader(RequestMap map) : IStreamReader
{
    private long? _call;
    private bool _argued;
    private bool _refused;
    private (string? Kind, long Index)? _thought;

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return;
        }

        var fields = JsonText.Parse(data, "event").Object();
        var type = fields.NeedText("type");
        switch (type)
        {
            case "response.output_item.added":
                Added(fields, sink);
                break;
            case "response.output_text.delta":
                sink.Text(fields.NeedText("delta"));
                break;
            case "response.refusal.delta":
                _refused = true;
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
                Done(fields.Need("item").Object(), sink);
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

    private void Added(Fields fields, IReplySink sink)
    {
        sink.Close();
        (_call, _argued, _thought) = (null, false, null);
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
                throw new TranslationException(item.At("type"), $"the provider sent an item of type {type}, which the client's protocol cannot show");
        }
    }

    private void Argue(Fields fields, string piece, IReplySink sink)
    {
        if (Index(fields, "output_index") != _call)
        {
            throw new TranslationException("output_index", "the provider sent arguments for a call that is not open");
        }

        _argued = true;
        sink.Arguments(piece);
    }

    private void Thought(Fields fields, string type, IReplySink sink)
    {
        var part = (type, Index(fields, type.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index"));
        if (_thought is { } before && before != part)
        {
            sink.Thinking("\n\n");
        }

        _thought = part;
        sink.Thinking(fields.NeedText("delta"));
    }

    private static void Done(Fields item, IReplySink sink)
    {
        switch (item.NeedText("type"))
        {
            case "reasoning" when item.Text("encrypted_content") is { Length: > 0 } payload:
                sink.Sealed(Seal.Read(Protocol.OpenAIResponses, payload));
                break;
            case "custom_tool_call":
                sink.Call(item.NeedText("call_id"), new ToolName(item.NeedText("name"), item.Text("namespace"), Custom: true));
                sink.Arguments(CustomTools.Wrap(item.NeedText("input")));
                break;
        }

        sink.Close();
    }

    private void Completed(Fields response, IReplySink sink)
    {
        sink.Close();
        if (response.Object("usage") is { } usage)
        {
            sink.Count(ResponsesObject.ReadUsage(usage));
        }

        var stop = ResponsesObject.ReadStop(response);
        sink.Stopped(_refused && stop == StopReason.EndOfTurn ? StopReason.Refused : stop, null);
        sink.End();
    }

    private static long Index(Fields fields, string name) => fields.Take(name)?.Integer() ?? 0;
}
