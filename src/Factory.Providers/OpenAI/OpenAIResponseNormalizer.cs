using System.Text.Json.Nodes;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;
using Factory.Providers.Normalization;

namespace Factory.Providers.OpenAI;

/// <summary>
/// Normalizes chat completions of any server: missing and null fields, content as a list, reasoning under either name,
/// tool calls in odd pieces, unknown finish reasons, numbers that are not quite integers. Events are rebuilt from what
/// is understood, so that nothing else can fail in the SDK. Tool calls, finish reason and usage follow at the end, when
/// they are complete.
/// </summary>
internal sealed class OpenAIResponseNormalizer(long number) : ResponseNormalizer
{
    private static readonly string[] Texts = ["content", "reasoning_content"];

    private readonly ToolCallAssembler _calls = new();
    private readonly TextPieces _pieces = new();
    private string _id = "";
    private string _model = "";
    private string? _finishReason;
    private JsonObject? _usage;
    private bool _hasEmitted;

    /// <inheritdoc/>
    public override string MediaType => "text/event-stream";

    /// <inheritdoc/>
    public override bool HasStopReason => _finishReason is not null;

    /// <inheritdoc/>
    public override bool IsTerminated => false;

    /// <inheritdoc/>
    public override string Terminator => "data: [DONE]\n\n";

    /// <inheritdoc/>
    public override string Serialize(JsonObject data) => $"data: {data.ToJsonString()}\n\n";

    /// <inheritdoc/>
    public override IEnumerable<JsonObject> Flush()
    {
        var delta = new JsonObject();
        foreach (var text in Texts)
        {
            if (_pieces.End(text) is { Length: > 0 } replaced)
            {
                delta[text] = replaced;
            }
        }

        if (_calls.ToJson(_id.Length > 0 ? _id : $"reply{number}") is { Count: > 0 } calls)
        {
            delta["tool_calls"] = calls;
        }

        yield return Chunk(delta, _finishReason);
        if (_usage is not null)
        {
            var usage = Chunk(null, null);
            usage["usage"] = _usage;
            yield return usage;
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<JsonObject> Rewrite(JsonObject data)
    {
        _id = _id.Length > 0 ? _id : data["id"].Text() ?? "";
        _model = _model.Length > 0 ? _model : data["model"].Text() ?? "";

        // The last one counts: some servers repeat the usage in every event, each higher than the one before. It is
        // read before the choice, because OpenAI sends it in an event without choices.
        _usage = Usage(data["usage"]) ?? _usage;
        if (Choice(data) is not { } choice)
        {
            yield break;
        }

        var given = DeltaOrMessage(choice);
        foreach (var call in (given["tool_calls"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            _calls.Add(call);
        }

        // The API of 2023, before calls could be parallel; some copies still send it.
        if (given["function_call"] is JsonObject legacy)
        {
            _calls.Add(new JsonObject { ["function"] = legacy.DeepClone() });
        }

        if (choice["finish_reason"].Text() is { Length: > 0 } reason)
        {
            _finishReason = MapFinishReason(reason);
        }

        // The first event passes even if it is empty: it ends the wait for the first update, after which a failure is
        // not tried again.
        var delta = WithWholeCharacters(Delta(given));
        if (delta.Count > 0 || !_hasEmitted)
        {
            _hasEmitted = true;
            yield return Chunk(delta, null);
        }
    }

    /// <inheritdoc/>
    protected override bool IsOutput(JsonObject data) =>
        Usage(data["usage"])?["total_tokens"].NonNegativeInt() > 0
        || (Choice(data) is { } choice && DeltaOrMessage(choice) is var given
            && (Delta(given).Count > 0 || given["tool_calls"] is JsonArray { Count: > 0 } || given["function_call"] is JsonObject));

    // No request asks for more than one choice.
    private static JsonObject? Choice(JsonObject data) => (data["choices"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault();

    private static JsonObject DeltaOrMessage(JsonObject choice) => choice["delta"] as JsonObject ?? choice["message"] as JsonObject ?? [];

    private static JsonObject Delta(JsonObject given)
    {
        var delta = new JsonObject();
        var text = given["content"].JoinedText(type => type is "text" or "output_text" or "refusal") + given["refusal"].Text();
        if (text.Length > 0)
        {
            delta["content"] = text;
        }

        var reasoning = given["reasoning_content"].Text() is { Length: > 0 } usual ? usual : ReasoningText(given["reasoning"]);
        reasoning += given["content"] is JsonArray parts ? parts.JoinedText(type => type is "thinking" or "reasoning") : "";
        if (reasoning.Length > 0)
        {
            delta["reasoning_content"] = reasoning;
        }

        return delta;
    }

    // Some servers put the text into an object.
    private static string ReasoningText(JsonNode? reasoning) =>
        (reasoning is JsonObject fields ? fields["content"] ?? fields["text"] : reasoning).Text() ?? "";

    private JsonObject WithWholeCharacters(JsonObject delta)
    {
        foreach (var text in Texts)
        {
            if (delta[text].Text() is not { } piece)
            {
                continue;
            }

            delta.Remove(text);
            if (_pieces.Join(text, piece) is { Length: > 0 } whole)
            {
                delta[text] = whole;
            }
        }

        return delta;
    }

    private JsonObject Chunk(JsonObject? delta, string? finish)
    {
        delta?.Insert(0, "role", "assistant");
        return new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = 0,
            ["model"] = _model,
            ["choices"] = delta is null
                ? []
                : new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
    }

    /// <summary>
    /// The nearest finish reason of OpenAI. DeepSeek, Mistral, Zhipu, vLLM and text-generation-inference have values of
    /// their own.
    /// </summary>
    private string MapFinishReason(string reason) => reason.ToLowerInvariant() switch
    {
        "length" or "model_length" or "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_calls" or "function_call" or "tool_use" => "tool_calls",
        "content_filter" or "content_filtered" or "sensitive" or "refusal" => "content_filter",
        "error" or "network_error" or "abort" or "insufficient_system_resource" =>
            throw ProviderErrorException.FromResponse(
                new ProviderError(ApiErrorKind.BadGateway, $"the response stopped for '{reason}'"),
                HasOutput),
        _ => "stop",
    };

    private static JsonObject? Usage(JsonNode? node)
    {
        if (node is not JsonObject usage
            || (usage["prompt_tokens"].NonNegativeInt(), usage["completion_tokens"].NonNegativeInt()) is (null, null))
        {
            return null;
        }

        var input = usage["prompt_tokens"].NonNegativeInt() ?? 0;
        var total = usage["total_tokens"].NonNegativeInt() ?? 0;

        // Some servers leave reasoning out of completion_tokens but not out of total_tokens, and bill it.
        var output = Math.Max(usage["completion_tokens"].NonNegativeInt() ?? 0, total - input);
        return new JsonObject
        {
            ["prompt_tokens"] = input,
            ["completion_tokens"] = output,
            ["total_tokens"] = (int)Math.Min((long)input + output, int.MaxValue),
            ["prompt_tokens_details"] = new JsonObject
            {
                ["cached_tokens"] = Detail(usage, "prompt_tokens_details", "cached_tokens")
                    ?? usage["prompt_cache_hit_tokens"].NonNegativeInt()
                    ?? 0
            },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = Detail(usage, "completion_tokens_details", "reasoning_tokens") ?? 0
            },
        };
    }

    private static int? Detail(JsonObject usage, string details, string name) => (usage[details] as JsonObject)?[name].NonNegativeInt();
}
