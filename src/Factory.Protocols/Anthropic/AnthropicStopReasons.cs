using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal static class AnthropicStopReasons
{
    public static StopReason Read(string reason) => reason switch
    {
        "end_turn" => StopReason.EndOfTurn,
        "tool_use" => StopReason.ToolUse,
        "max_tokens" or "model_context_window_exceeded" => StopReason.MaxTokens,
        "stop_sequence" => StopReason.StopSequence,
        "refusal" => StopReason.Refusal,
        _ => throw new TranslationException("stop_reason", $"the provider stopped for {reason}, which the client's API cannot express"),
    };

    public static string Write(StopReason stop) => stop switch
    {
        StopReason.ToolUse => "tool_use",
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.Refusal => "refusal",
        _ => "end_turn",
    };
}

/// <summary>Anthropic counts cached input beside the input, the canonical form inside it.</summary>
internal static class AnthropicUsage
{
    public static Usage Read(JsonObjectReader usage, Usage? before = null)
    {
        var cacheRead = Long(usage, "cache_read_input_tokens") ?? before?.CacheRead ?? 0;
        var cacheWrite = Long(usage, "cache_creation_input_tokens") ?? before?.CacheWrite ?? 0;
        var fresh = Long(usage, "input_tokens") ?? (before is null ? 0 : before.Input - before.CacheRead - before.CacheWrite);
        var reasoning = usage.Object("output_tokens_details") is { } details ? Long(details, "thinking_tokens") : null;
        return new Usage(fresh + cacheRead + cacheWrite, cacheRead, cacheWrite, Long(usage, "output_tokens") ?? before?.Output ?? 0, reasoning ?? before?.Reasoning ?? 0);
    }

    public static void Write(System.Text.Json.Utf8JsonWriter json, Usage? usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage is null ? 0 : Math.Max(0, usage.Input - usage.CacheRead - usage.CacheWrite));
        json.WriteNumber("cache_creation_input_tokens", usage?.CacheWrite ?? 0);
        json.WriteNumber("cache_read_input_tokens", usage?.CacheRead ?? 0);
        json.WriteNumber("output_tokens", usage?.Output ?? 0);
        json.WriteEndObject();
    }

    private static long? Long(JsonObjectReader reader, string name) => reader.Take(name)?.Integer();
}
