using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Token counts of chat completions.</summary>
internal static class ChatUsage
{
    /// <summary>Reads a <c>usage</c> object; counts that are absent are 0.</summary>
    public static Usage Read(JsonObjectReader usage)
    {
        var input = usage.Object("prompt_tokens_details");
        var output = usage.Object("completion_tokens_details");
        return new Usage(
            usage.Take("prompt_tokens")?.Integer() ?? 0,

            // DeepSeek counts cache hits beside the details (api-docs.deepseek.com, "Context Caching"), cache writes
            // are OpenRouter's.
            input?.Take("cached_tokens")?.Integer() ?? usage.Take("prompt_cache_hit_tokens")?.Integer() ?? 0,
            input?.Take("cache_write_tokens")?.Integer() ?? 0,
            usage.Take("completion_tokens")?.Integer() ?? 0,
            output?.Take("reasoning_tokens")?.Integer() ?? 0);
    }

    /// <summary>Writes the <c>usage</c> object.</summary>
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
