using System.Text.Json.Nodes;
using Factory.Providers.Responses;

namespace Factory.Providers.Anthropic;

/// <summary>
/// Messages of any server that copies Anthropic's API: input of tools, text and thoughts that stand at a block's start, usage that is missing or null or
/// that repeats the input as 0, unknown events, blocks, deltas and reasons to stop.
/// </summary>
internal sealed class AnthropicReplies(long number) : ReplyNormalizer
{
    private const string MessageDelta = "message_delta";

    private readonly HashSet<int> _left = [];
    private readonly HashSet<int> _whole = [];
    private int _calls;
    private int _input;
    private bool _stopped;

    public override string MediaType => "text/event-stream";

    public override bool IsComplete => _stopped;

    public override bool HasEnded => HasStopEvent;

    private bool HasStopEvent { get; set; }

    public override string Write(JsonObject data) => $"event: {data["type"].Text()}\ndata: {data.ToJsonString()}\n\n";

    public override IEnumerable<JsonObject> Split(JsonObject whole)
    {
        yield return new JsonObject { ["type"] = "message_start", ["message"] = whole.DeepClone() };
        var index = 0;
        foreach (var block in (whole["content"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            yield return new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block.DeepClone() };
            yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ };
        }

        yield return Stop(whole["stop_reason"].Text() ?? Reason(), whole["stop_sequence"].Text(), whole["usage"]);
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    protected override IEnumerable<JsonObject> Rewrite(JsonObject data) => data["type"].Text() switch
    {
        "message_start" => [Start(data["message"] as JsonObject ?? [])],
        "content_block_start" => StartBlock(data["index"].Count() ?? 0, data["content_block"] as JsonObject ?? []),
        "content_block_delta" => Delta(data["index"].Count() ?? 0, data["delta"] as JsonObject ?? []),
        "content_block_stop" when !_left.Contains(data["index"].Count() ?? 0) => [new JsonObject { ["type"] = "content_block_stop", ["index"] = data["index"].Count() ?? 0 }],
        MessageDelta => Stops(data["delta"] as JsonObject ?? [], data["usage"]),
        "message_stop" => Ends(),
        _ => [],
    };

    protected override bool IsOutput(JsonObject data) =>
        data["type"].Text() is "content_block_start" or "content_block_delta"
        || data["content"] is JsonArray { Count: > 0 }
        || Usage(data["usage"]).Any(count => count.Value.Count() > 0);

    private JsonObject Start(JsonObject message)
    {
        var usage = Usage(message["usage"]);
        usage["input_tokens"] = _input = usage["input_tokens"].Count() ?? 0;
        return new JsonObject
        {
            ["type"] = "message_start",
            ["message"] = new JsonObject
            {
                ["id"] = message["id"].Text() ?? $"msg_{number}",
                ["type"] = "message",
                ["role"] = "assistant",
                ["model"] = message["model"].Text() ?? "",
                ["content"] = new JsonArray(),
                ["stop_reason"] = null,
                ["stop_sequence"] = null,
                ["usage"] = usage,
            },
        };
    }

    private IEnumerable<JsonObject> StartBlock(int index, JsonObject block)
    {
        _whole.Remove(index);
        _left.Remove(index);
        switch (block["type"].Text())
        {
            case "text":
                return [Block(index, new JsonObject { ["type"] = "text", ["text"] = "" }), .. Piece(index, "text_delta", "text", block["text"].Text())];
            case "thinking":
                return
                [
                    Block(index, new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" }),
                    .. Piece(index, "thinking_delta", "thinking", block["thinking"].Text()),
                    .. Piece(index, "signature_delta", "signature", block["signature"].Text()),
                ];
            case "redacted_thinking":
                return [Block(index, new JsonObject { ["type"] = "redacted_thinking", ["data"] = block["data"].Text() ?? "" })];
            case "tool_use":
                var arguments = block["input"] switch
                {
                    JsonObject { Count: > 0 } input => input.ToJsonString(),
                    var text => text.Text(),
                };
                if (arguments is { Length: > 0 })
                {
                    _whole.Add(index);
                }

                var call = new JsonObject
                {
                    ["type"] = "tool_use",
                    ["id"] = block["id"].Text() is { Length: > 0 } id ? id : $"toolu_{number}_{_calls}",
                    ["name"] = block["name"].Text() is { Length: > 0 } name ? name : NoName,
                    ["input"] = new JsonObject(),
                };
                _calls++;
                return [Block(index, call), .. Piece(index, "input_json_delta", "partial_json", arguments)];
            default:
                _left.Add(index);
                return [];
        }
    }

    private IEnumerable<JsonObject> Delta(int index, JsonObject delta) => (_left.Contains(index), delta["type"].Text()) switch
    {
        (false, "text_delta") => Piece(index, "text_delta", "text", delta["text"].Text()),
        (false, "thinking_delta") => Piece(index, "thinking_delta", "thinking", delta["thinking"].Text()),
        (false, "signature_delta") => Piece(index, "signature_delta", "signature", delta["signature"].Text()),
        (false, "input_json_delta") when !_whole.Contains(index) => Piece(index, "input_json_delta", "partial_json", delta["partial_json"] is JsonObject whole ? whole.ToJsonString() : delta["partial_json"].Text()),
        _ => [],
    };

    private IEnumerable<JsonObject> Stops(JsonObject delta, JsonNode? usage)
    {
        _stopped |= delta["stop_reason"].Text() is { Length: > 0 };
        return [Stop(delta["stop_reason"].Text(), delta["stop_sequence"].Text(), usage)];
    }

    private IEnumerable<JsonObject> Ends()
    {
        var isSaid = _stopped;
        HasStopEvent = _stopped = true;
        return [.. isSaid ? [] : new[] { Stop(Reason(), null, null) }, new JsonObject { ["type"] = "message_stop" }];
    }

    private JsonObject Stop(string? reason, string? sequence, JsonNode? given)
    {
        var usage = Usage(given);
        if (usage["input_tokens"].Count() is null or 0)
        {
            // Some servers count it at the start only, and say 0 here.
            usage["input_tokens"] = _input;
        }

        return new JsonObject
        {
            ["type"] = MessageDelta,
            ["delta"] = new JsonObject { ["stop_reason"] = string.IsNullOrEmpty(reason) ? null : Known(reason), ["stop_sequence"] = sequence },
            ["usage"] = usage,
        };
    }

    private string Reason() => _calls > 0 ? "tool_use" : "end_turn";

    private static string Known(string reason) => reason switch
    {
        "end_turn" or "max_tokens" or "stop_sequence" or "tool_use" or "pause_turn" or "refusal" or "model_context_window_exceeded" => reason,
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" or "content_filtered" or "sensitive" => "refusal",
        _ => "end_turn",
    };

    /// <summary>The counts that are there, as whole numbers; output is always among them, as the SDK insists on it.</summary>
    private static JsonObject Usage(JsonNode? node)
    {
        var usage = new JsonObject { ["output_tokens"] = (node as JsonObject)?["output_tokens"].Count() ?? 0 };
        foreach (var name in new[] { "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens" })
        {
            if ((node as JsonObject)?[name].Count() is { } count)
            {
                usage[name] = count;
            }
        }

        return usage;
    }

    private static JsonObject Block(int index, JsonObject block) => new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block };

    private static IEnumerable<JsonObject> Piece(int index, string type, string name, string? text) => string.IsNullOrEmpty(text)
        ? []
        : [new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = new JsonObject { ["type"] = type, [name] = text } }];
}
