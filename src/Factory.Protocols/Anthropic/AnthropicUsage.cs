using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>
/// Anthropic's token counts, which exclude cached input from <c>input_tokens</c>; the canonical form includes it.
/// </summary>
internal static class AnthropicUsage
{
    /// <summary>Reads token counts.</summary>
    /// <param name="usage">The <c>usage</c> object.</param>
    /// <param name="before">The counts of an earlier event of the same stream; null for none.</param>
    public static Usage Read(JsonObjectReader usage, Usage? before = null)
    {
        // message_start has the input, message_delta the final output, and newer servers repeat the input there: counts
        // that are absent keep their value.
        var cacheRead = Long(usage, "cache_read_input_tokens") ?? before?.CacheRead ?? 0;
        var cacheWrite = Long(usage, "cache_creation_input_tokens") ?? before?.CacheWrite ?? 0;
        var fresh = Long(usage, "input_tokens") ?? (before is null ? 0 : before.Input - before.CacheRead - before.CacheWrite);
        var reasoning = usage.Object("output_tokens_details") is { } details ? Long(details, "thinking_tokens") : null;
        var output = Long(usage, "output_tokens") ?? before?.Output ?? 0;
        return new Usage(fresh + cacheRead + cacheWrite, cacheRead, cacheWrite, output, reasoning ?? before?.Reasoning ?? 0);
    }

    /// <summary>
    /// Writes the <c>usage</c> object; zeros where the provider sent no counts, because clients add them up without a
    /// check.
    /// </summary>
    public static void Write(Utf8JsonWriter json, Usage? usage)
    {
        json.WriteStartObject("usage");

        // A provider that counts cached tokens beside the input instead of inside it would make the difference
        // negative.
        json.WriteNumber("input_tokens", usage is null ? 0 : Math.Max(0, usage.Input - usage.CacheRead - usage.CacheWrite));
        json.WriteNumber("cache_creation_input_tokens", usage?.CacheWrite ?? 0);
        json.WriteNumber("cache_read_input_tokens", usage?.CacheRead ?? 0);
        json.WriteNumber("output_tokens", usage?.Output ?? 0);
        json.WriteEndObject();
    }

    private static long? Long(JsonObjectReader reader, string name) => reader.Take(name)?.Integer();
}
