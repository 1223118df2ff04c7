using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatFinishReasons
{
    public static StopReason Read(string reason) => reason switch
    {
        "length" => StopReason.MaxTokens,
        "tool_calls" or "function_call" => StopReason.ToolUse,
        "content_filter" => StopReason.Refusal,
        "stop" or "eos" or "end_turn" => StopReason.EndOfTurn,
        _ => throw new TranslationException("finish_reason", $"the provider stopped for {reason}, which the client's API cannot express"),
    };

    public static string Write(StopReason stop) => stop switch
    {
        StopReason.MaxTokens => "length",
        StopReason.ToolUse => "tool_calls",
        StopReason.Refusal => "content_filter",
        _ => "stop",
    };
}

internal static class ChatUsage
{
    public static Usage Read(JsonObjectReader usage)
    {
        var input = usage.Object("prompt_tokens_details");
        var output = usage.Object("completion_tokens_details");
        return new Usage(
            usage.Take("prompt_tokens")?.Integer() ?? 0,
            input?.Take("cached_tokens")?.Integer() ?? usage.Take("prompt_cache_hit_tokens")?.Integer() ?? 0,
            input?.Take("cache_write_tokens")?.Integer() ?? 0,
            usage.Take("completion_tokens")?.Integer() ?? 0,
            output?.Take("reasoning_tokens")?.Integer() ?? 0);
    }

    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            json.WriteNumber("cache_write_tokens", usage.CacheWrite);
        }

        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
