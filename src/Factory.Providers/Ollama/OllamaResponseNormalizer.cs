using System.Text.Json.Nodes;
using Factory.Providers.Normalization;

namespace Factory.Providers.Ollama;

/// <summary>
/// Normalizes chat lines of Ollama and of servers that copy it: arguments as a string, missing roles, reasons and
/// counts.
/// </summary>
internal sealed class OllamaResponseNormalizer : ResponseNormalizer
{
    private bool _hasToolCalls;
    private bool _done;

    private readonly TextPieces _pieces = new();

    /// <inheritdoc/>
    public override string MediaType => "application/x-ndjson";

    /// <inheritdoc/>
    public override bool HasStopReason => _done;

    /// <inheritdoc/>
    public override bool IsTerminated => _done;

    /// <inheritdoc/>
    public override string Serialize(JsonObject data) => data.ToJsonString() + "\n";

    /// <inheritdoc/>
    protected override IEnumerable<JsonObject> Rewrite(JsonObject data)
    {
        var given = data["message"] as JsonObject ?? [];
        var message = new JsonObject { ["role"] = "assistant", ["content"] = _pieces.Join("content", given["content"].Text() ?? "") };
        if (given["thinking"].Text() is { Length: > 0 } reasoning)
        {
            message["thinking"] = _pieces.Join("thinking", reasoning);
        }

        if ((given["tool_calls"] as JsonArray)?.OfType<JsonObject>().Select(Call).ToArray() is { Length: > 0 } calls)
        {
            _hasToolCalls = true;
            message["tool_calls"] = new JsonArray(calls);
        }

        var line = new JsonObject
        {
            ["model"] = data["model"].Text() ?? "",
            ["created_at"] = data["created_at"].Text(),
            ["message"] = message
        };
        _done = data["done"] is JsonValue done && done.TryGetValue<bool>(out var isDone) && isDone;
        line["done"] = _done;
        if (_done)
        {
            // Ollama sends "stop" also for a response that calls tools.
            line["done_reason"] = data["done_reason"].Text() == "length" ? "length" : _hasToolCalls ? "tool_calls" : "stop";
            line["prompt_eval_count"] = data["prompt_eval_count"].NonNegativeInt() ?? 0;
            line["eval_count"] = data["eval_count"].NonNegativeInt() ?? 0;
        }

        yield return line;
    }

    /// <inheritdoc/>
    protected override bool IsOutput(JsonObject data) =>
        data["prompt_eval_count"].NonNegativeInt() > 0
        || data["eval_count"].NonNegativeInt() > 0
        || (data["message"] is JsonObject message
            && (message["content"].Text() is { Length: > 0 }
                || message["thinking"].Text() is { Length: > 0 }
                || message["tool_calls"] is JsonArray { Count: > 0 }));

    private static JsonNode Call(JsonObject call)
    {
        var function = call["function"] as JsonObject ?? [];
        return new JsonObject
        {
            ["function"] = new JsonObject
            {
                ["name"] = function["name"].Text() is { Length: > 0 } name ? name : UnnamedTool,
                ["arguments"] = function["arguments"] switch
                {
                    JsonObject arguments => arguments.DeepClone(),
                    null => new JsonObject(),
                    var other => ParseArguments(other.Text() ?? other.ToJsonString()),
                },
            },
        };
    }

    private static JsonObject ParseArguments(string text) =>
        text.Trim() is "" or "null" ? [] : LenientJson.TryObject(text) ?? new JsonObject { [MalformedArguments] = text };
}
