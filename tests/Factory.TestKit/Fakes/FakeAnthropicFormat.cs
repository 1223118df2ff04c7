using System.Text.Json;
using Factory.Contracts.Models;

namespace Factory.TestKit.Fakes;

/// <summary>
/// Messages with their event grammar: <c>message_start</c>, blocks of thinking (signed), text and tool use, each with
/// start, deltas and stop, a <c>ping</c>, then <c>message_delta</c> with the reason and the usage, then
/// <c>message_stop</c>. What was marked for the cache is reported as written to it in the first turn and as read from
/// it later.
/// </summary>
internal sealed class FakeAnthropicFormat : IFakeApiFormat
{
    /// <summary>The signature of every thinking block.</summary>
    public const string Signature = "c2lnbmVkIGJ5IHRoZSBzdGFuZC1pbg==";

    public ModelApi Api => ModelApi.AnthropicMessages;

    public string Path => "/v1/messages";

    public string ContentType => "text/event-stream";

    public string InvalidFrame => "event: content_block_delta\ndata: {\"type\": oops\n\n";

    public IReadOnlyList<(string Role, string Text)> Messages(JsonElement body)
    {
        var messages = new List<(string, string)>();
        if (body.TryGetProperty("system", out var system))
        {
            messages.Add(("system", FakeApiFormatText.Text(system)));
        }

        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            var role = message.GetProperty("role").GetString()!;
            var content = message.GetProperty("content");
            if (role == "user" && content.ValueKind == JsonValueKind.Array)
            {
                messages.AddRange(content.EnumerateArray()
                    .Where(p => Type(p) == "tool_result")
                    .Select(p => ("tool", p.TryGetProperty("content", out var c) ? FakeApiFormatText.Text(c) : "")));
                if (content.EnumerateArray().All(p => Type(p) == "tool_result"))
                {
                    continue;
                }
            }

            messages.Add((role, FakeApiFormatText.Text(content)));
        }

        return messages;
    }

    public IEnumerable<string> Frames(ReceivedRequest turn, ScriptedResponse reply) =>
    [
        MessageStart(turn),
        Event("ping", new { }),
        .. Blocks(turn, reply).SelectMany((block, index) => Block(index, block.Start, block.Deltas)),
        MessageDelta(turn, reply),
        Event("message_stop", new { }),
    ];

    public object ErrorBody(ScriptedResponse reply) =>
        new
        {
            type = "error",
            error = new { type = reply.Status == 529 ? "overloaded_error" : "api_error", message = reply.ErrorMessage },
            request_id = "req_1"
        };

    private static string MessageStart(ReceivedRequest turn) =>
        Event("message_start", new
        {
            message = new
            {
                id = $"msg_{turn.Number}",
                type = "message",
                role = "assistant",
                model = turn.Model,
                content = Array.Empty<object>(),
                stop_reason = (string?)null,
                stop_sequence = (string?)null,
                usage = Usage(turn, 1),
            },
        });

    private static string MessageDelta(ReceivedRequest turn, ScriptedResponse reply)
    {
        var reason = reply.Fault == ResponseFault.TruncateToolCall ? "max_tokens" : reply.ToolCalls.Count > 0 ? "tool_use" : "end_turn";
        var output = reply.Fault == ResponseFault.OmitUsage ? 0 : FakeApiFormatText.OutputTokens(reply);
        return Event(
            "message_delta",
            new { delta = new { stop_reason = reason, stop_sequence = (string?)null }, usage = Usage(turn, output) });
    }

    private static object Usage(ReceivedRequest turn, int output)
    {
        var input = FakeApiFormatText.InputTokens(turn);
        var marked = turn.Body.GetRawText().Contains("\"cache_control\"", StringComparison.Ordinal);
        var cached = marked ? input / 2 : 0;
        var (written, read) = turn.Number == 0 ? (cached, 0) : (0, cached);
        return new
        {
            input_tokens = input - cached,
            cache_creation_input_tokens = written,
            cache_read_input_tokens = read,
            output_tokens = output,
        };
    }

    private static IEnumerable<(object Start, IEnumerable<object> Deltas)> Blocks(ReceivedRequest turn, ScriptedResponse reply)
    {
        if (reply.Thinking is { } thinking)
        {
            yield return (
                new { type = "thinking", thinking = "", signature = "" },
                FakeApiFormatText.Chunks(thinking)
                    .Select(p => (object)new { type = "thinking_delta", thinking = p })
                    .Append(new { type = "signature_delta", signature = Signature }));
        }

        if (reply.Text is { Length: > 0 } text)
        {
            yield return (
                new { type = "text", text = "" },
                FakeApiFormatText.Chunks(text).Select(p => new { type = "text_delta", text = p }));
        }

        for (var i = 0; i < reply.ToolCalls.Count; i++)
        {
            // A call without arguments brings one empty piece, and no "{}" at all.
            var arguments = FakeApiFormatText.Arguments(reply, i);
            yield return (
                new { type = "tool_use", id = FakeApiFormatText.Id(turn, i), name = reply.ToolCalls[i].Name, input = new { } },
                FakeApiFormatText.Chunks(arguments == "{}" ? "" : arguments)
                    .Prepend("")
                    .Select(p => new { type = "input_json_delta", partial_json = p }));
        }
    }

    private static IEnumerable<string> Block(int index, object start, IEnumerable<object> deltas) =>
    [
        Event("content_block_start", new { index, content_block = start }),
        .. deltas.Select(delta => Event("content_block_delta", new { index, delta })),
        Event("content_block_stop", new { index }),
    ];

    private static string Event(string type, object data)
    {
        var body = JsonSerializer.SerializeToNode(data)!.AsObject();
        body.Insert(0, "type", type);
        return $"event: {type}\ndata: {body.ToJsonString()}\n\n";
    }

    private static string? Type(JsonElement part) => part.GetProperty("type").GetString();
}
