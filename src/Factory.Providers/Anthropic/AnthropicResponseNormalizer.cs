using System.Text;
using System.Text.Json.Nodes;
using Factory.Providers.Normalization;

namespace Factory.Providers.Anthropic;

/// <summary>
/// Normalizes messages of any server that copies Anthropic's API: tool input, text and reasoning at a block's start
/// instead of in deltas, usage that is missing, null, or repeats the input as 0, unknown events, blocks, deltas and
/// stop reasons.
/// </summary>
internal sealed class AnthropicResponseNormalizer(long number) : ResponseNormalizer
{
    private const string MessageDelta = "message_delta";

    private readonly HashSet<int> _skippedBlocks = [];
    private readonly HashSet<int> _completeBlocks = [];
    private readonly List<HeldCall> _calls = [];
    private readonly TextPieces _pieces = new();
    private int _toolCalls;
    private int _input;
    private bool _hasStopReason;

    /// <inheritdoc/>
    public override string MediaType => "text/event-stream";

    /// <inheritdoc/>
    public override bool HasStopReason => _hasStopReason;

    /// <inheritdoc/>
    public override bool IsTerminated => HasStopEvent;

    private bool HasStopEvent { get; set; }

    /// <inheritdoc/>
    public override string Serialize(JsonObject data) => $"event: {data["type"].Text()}\ndata: {data.ToJsonString()}\n\n";

    /// <inheritdoc/>
    public override IEnumerable<JsonObject> SplitIntoEvents(JsonObject whole)
    {
        yield return new JsonObject { ["type"] = "message_start", ["message"] = whole.DeepClone() };
        var index = 0;
        foreach (var block in (whole["content"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            yield return new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block.DeepClone() };
            yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ };
        }

        // The reason can be inferred only here: the events are produced one by one, so the blocks above have been
        // rewritten, and their tool calls counted, before this line runs.
        yield return CreateMessageDelta(whole["stop_reason"].Text() ?? InferStopReason(), whole["stop_sequence"].Text(), whole["usage"]);
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    /// <inheritdoc/>
    protected override IEnumerable<JsonObject> Rewrite(JsonObject data) => data["type"].Text() switch
    {
        "message_start" => [RewriteMessageStart(data["message"] as JsonObject ?? [])],
        "content_block_start" => RewriteBlockStart(data["index"].NonNegativeInt() ?? 0, data["content_block"] as JsonObject ?? []),
        "content_block_delta" => Delta(data["index"].NonNegativeInt() ?? 0, data["delta"] as JsonObject ?? []),
        "content_block_stop" => RewriteBlockStop(data["index"].NonNegativeInt() ?? 0),
        MessageDelta => [.. ReleaseCalls(all: true), .. RewriteMessageDelta(data["delta"] as JsonObject ?? [], data["usage"])],
        "message_stop" => [.. ReleaseCalls(all: true), .. RewriteMessageStop()],
        _ => [],
    };

    /// <inheritdoc/>
    protected override bool IsOutput(JsonObject data) =>
        data["type"].Text() is "content_block_start" or "content_block_delta"
        || data["content"] is JsonArray { Count: > 0 }
        || Usage(data["usage"]).Any(count => count.Value.NonNegativeInt() > 0);

    private JsonObject RewriteMessageStart(JsonObject message)
    {
        var usage = Usage(message["usage"]);
        usage["input_tokens"] = _input = usage["input_tokens"].NonNegativeInt() ?? 0;
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

    private IEnumerable<JsonObject> RewriteBlockStart(int index, JsonObject block)
    {
        // An index that is used again must not keep what was noted about the block before: the deltas of this one would
        // be dropped.
        _completeBlocks.Remove(index);
        _skippedBlocks.Remove(index);
        switch (block["type"].Text())
        {
            case "text":
                return [
                    BlockStart(index, new JsonObject { ["type"] = "text", ["text"] = "" }),
                    .. BlockDelta(index, "text_delta", "text", block["text"].Text())
                ];
            case "thinking":
                return
                [
                    BlockStart(index, new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" }),
                    .. BlockDelta(index, "thinking_delta", "thinking", block["thinking"].Text()),
                    .. BlockDelta(index, "signature_delta", "signature", block["signature"].Text()),
                ];
            case "redacted_thinking":
                return [BlockStart(index, new JsonObject { ["type"] = "redacted_thinking", ["data"] = block["data"].Text() ?? "" })];
            case "tool_use":
                var arguments = block["input"] switch
                {
                    JsonObject { Count: > 0 } input => input.ToJsonString(),
                    var text => text.Text(),
                };
                // Input that came with the start is complete; some servers repeat it in deltas, and the SDK would
                // append them.
                if (arguments is { Length: > 0 })
                {
                    _completeBlocks.Add(index);
                }

                var call = new JsonObject
                {
                    ["type"] = "tool_use",
                    ["id"] = block["id"].Text() is { Length: > 0 } id ? id : $"toolu_{number}_{_toolCalls}",
                    ["name"] = block["name"].Text() is { Length: > 0 } name ? name : UnnamedTool,
                    ["input"] = new JsonObject(),
                };
                _toolCalls++;
                _calls.Add(new HeldCall(index, call));
                _calls[^1].Arguments.Append(arguments);
                return [];
            default:
                _skippedBlocks.Add(index);
                return [];
        }
    }

    private IEnumerable<JsonObject> Delta(int index, JsonObject delta) => (_skippedBlocks.Contains(index), delta["type"].Text()) switch
    {
        (false, "text_delta") => BlockDelta(index, "text_delta", "text", delta["text"].Text()),
        (false, "thinking_delta") => BlockDelta(index, "thinking_delta", "thinking", delta["thinking"].Text()),
        (false, "signature_delta") => BlockDelta(index, "signature_delta", "signature", delta["signature"].Text()),
        (false, "input_json_delta") when !_completeBlocks.Contains(index) => HoldArguments(index, delta["partial_json"]),
        _ => [],
    };

    private JsonObject[] HoldArguments(int index, JsonNode? piece)
    {
        _calls.FindLast(call => call.Index == index)?.Arguments.Append(piece is JsonObject whole ? whole.ToJsonString() : piece.Text());
        return [];
    }

    private IEnumerable<JsonObject> RewriteBlockStop(int index)
    {
        if (_skippedBlocks.Contains(index))
        {
            return [];
        }

        if (_calls.FindLast(call => call.Index == index) is { } call)
        {
            call.IsClosed = true;
            return ReleaseCalls(all: false);
        }

        return
        [
            .. BlockDelta(index, "text_delta", "text", _pieces.End($"{index} text")),
            .. BlockDelta(index, "thinking_delta", "thinking", _pieces.End($"{index} thinking")),
            new JsonObject { ["type"] = "content_block_stop", ["index"] = index },
        ];
    }

    /// <summary>
    /// The calls that are complete, in the order of their beginning: blocks may overlap, and the SDK's adapter appends
    /// every delta to the call that began last.
    /// </summary>
    private List<JsonObject> ReleaseCalls(bool all)
    {
        var released = new List<JsonObject>();
        while (_calls.Count > 0 && (all || _calls[0].IsClosed))
        {
            var call = _calls[0];
            _calls.RemoveAt(0);
            released.Add(BlockStart(call.Index, call.Start));
            var arguments = string.Concat(call.Arguments.ToString().EnumerateRunes());
            released.AddRange(BlockDelta(call.Index, "input_json_delta", "partial_json", arguments));
            released.Add(new JsonObject { ["type"] = "content_block_stop", ["index"] = call.Index });
        }

        return released;
    }

    private IEnumerable<JsonObject> RewriteMessageDelta(JsonObject delta, JsonNode? usage)
    {
        _hasStopReason |= delta["stop_reason"].Text() is { Length: > 0 };
        return [CreateMessageDelta(delta["stop_reason"].Text(), delta["stop_sequence"].Text(), usage)];
    }

    private IEnumerable<JsonObject> RewriteMessageStop()
    {
        // A server that sends this event has ended its response, with or without a reason; the reason is then inferred,
        // because callers take a response without one for a broken one.
        var isKnown = _hasStopReason;
        HasStopEvent = _hasStopReason = true;
        return [
            .. isKnown ? [] : new[] { CreateMessageDelta(InferStopReason(), null, null) },
            new JsonObject { ["type"] = "message_stop" }
        ];
    }

    private JsonObject CreateMessageDelta(string? reason, string? sequence, JsonNode? given)
    {
        var usage = Usage(given);
        if (usage["input_tokens"].NonNegativeInt() is null or 0)
        {
            // Some servers report it in message_start only, and 0 here.
            usage["input_tokens"] = _input;
        }

        return new JsonObject
        {
            ["type"] = MessageDelta,
            ["delta"] = new JsonObject
            {
                ["stop_reason"] = string.IsNullOrEmpty(reason) ? null : MapStopReason(reason),
                ["stop_sequence"] = sequence
            },
            ["usage"] = usage,
        };
    }

    private string InferStopReason() => _toolCalls > 0 ? "tool_use" : "end_turn";

    private static string MapStopReason(string reason) => reason switch
    {
        "end_turn" or "max_tokens" or "stop_sequence" or "tool_use" or "pause_turn" or "refusal" or "model_context_window_exceeded" =>
            reason,
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" or "content_filtered" or "sensitive" => "refusal",
        _ => "end_turn",
    };

    /// <summary>The counts that are there, as integers. Output is always among them: the SDK requires it.</summary>
    private static JsonObject Usage(JsonNode? node)
    {
        var usage = new JsonObject { ["output_tokens"] = (node as JsonObject)?["output_tokens"].NonNegativeInt() ?? 0 };
        foreach (var name in new[] { "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens" })
        {
            if ((node as JsonObject)?[name].NonNegativeInt() is { } count)
            {
                usage[name] = count;
            }
        }

        return usage;
    }

    private static JsonObject BlockStart(
        int index,
        JsonObject block) => new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block };

    private IEnumerable<JsonObject> BlockDelta(int index, string type, string name, string? text) =>
        string.IsNullOrEmpty(text) || _pieces.Join($"{index} {name}", text) is not { Length: > 0 } whole
        ? []
        : [new JsonObject
        {
            ["type"] = "content_block_delta",
            ["index"] = index,
            ["delta"] = new JsonObject { ["type"] = type, [name] = whole }
        }];

    private sealed class HeldCall(int index, JsonObject start)
    {
        public int Index => index;

        public JsonObject Start => start;

        public StringBuilder Arguments { get; } = new();

        public bool IsClosed { get; set; }
    }
}
