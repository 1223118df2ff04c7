using System.Text;
using System.Text.Json;
using Factory.Metering.Calls;

namespace Factory.Gateway.Metering;

/// <summary>
/// Reads the usage objects of all APIs. Every count has a name of its own, so the nesting, in which vendors and copies
/// differ, does not matter.
/// </summary>
internal readonly struct UsageJson
{
    private static readonly (byte[] Name, Slot Slot)[] Names = [.. new (string Name, Slot Slot)[]
    {
        ("prompt_tokens",
            Slot.Prompt), ("completion_tokens",
                Slot.Completion), ("total_tokens", Slot.Total), ("input_tokens", Slot.Input), ("output_tokens", Slot.Output),
        ("cached_tokens",
            Slot.Cached), ("prompt_cache_hit_tokens",
                Slot.Cached), ("cache_write_tokens", Slot.CacheWrite), ("reasoning_tokens", Slot.Reasoning),
        ("cache_read_input_tokens",
            Slot.CacheRead), ("cache_creation_input_tokens",
                Slot.CacheCreated), ("ephemeral_1h_input_tokens", Slot.CacheCreatedOneHour), ("promptTokenCount", Slot.GeminiPrompt),
        ("toolUsePromptTokenCount",
            Slot.GeminiToolUse), ("candidatesTokenCount", Slot.GeminiOutput), ("thoughtsTokenCount", Slot.GeminiThoughts),
        ("cachedContentTokenCount", Slot.GeminiCached),
    }.Select(n => (Encoding.ASCII.GetBytes(n.Name), n.Slot))];

    private readonly long?[] _values;

    private UsageJson(long?[] values) => _values = values;

    private enum Slot
    {
        Prompt,
        Completion,
        Total,
        Input,
        Output,
        Cached,
        CacheWrite,
        Reasoning,
        CacheRead,
        CacheCreated,
        CacheCreatedOneHour,
        GeminiPrompt,
        GeminiToolUse,
        GeminiOutput,
        GeminiThoughts,
        GeminiCached,
        Count,
    }

    private long? this[Slot slot] => _values[(int)slot];

    /// <summary>
    /// Reads the object at the reader, which ends on the object's last token; no counts when it is not an object.
    /// </summary>
    public static UsageJson Read(ref Utf8JsonReader reader)
    {
        var values = new long?[(int)Slot.Count];
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var depth = reader.CurrentDepth;
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                // Counts beyond a million million are a server's mistake. They would overflow the cost, and one such
                // row would use up every budget.
                if (reader.TokenType == JsonTokenType.PropertyName && Find(reader.ValueSpan) is { } slot && reader.Read()
                    && reader.TokenType == JsonTokenType.Number
                        && reader.TryGetInt64(out var value)
                        && value is >= 0 and < 1_000_000_000_000)
                {
                    values[(int)slot] = value;
                }
            }
        }

        return new UsageJson(values);
    }

    /// <summary>
    /// Chat and embeddings: cached tokens are part of the prompt, reasoning tokens part of the completion.
    /// </summary>
    public ReportedUsage AsOpenAIChat()
    {
        // Some servers leave reasoning out of the completion but not out of the total, and it is billed. Embeddings
        // have no completion.
        var prompt = this[Slot.Prompt];
        var completion = this[Slot.Completion] ?? (prompt is null ? null : 0);
        var output = this[Slot.Total] - prompt > completion ? this[Slot.Total] - prompt : completion;
        return new ReportedUsage(prompt, output, this[Slot.Cached], this[Slot.CacheWrite], this[Slot.Reasoning]);
    }

    /// <summary>Responses: as chat, with other names.</summary>
    public ReportedUsage AsOpenAIResponses() =>
        new(this[Slot.Input], this[Slot.Output], this[Slot.Cached], this[Slot.CacheWrite], this[Slot.Reasoning]);

    /// <summary>
    /// Anthropic: tokens that were read from its cache or written to it are not part of its input count.
    /// </summary>
    public ReportedUsage AsAnthropic() => new(
        this[Slot.Input] + (this[Slot.CacheRead] ?? 0) + (this[Slot.CacheCreated] ?? 0),
        this[Slot.Output],
        this[Slot.CacheRead],
        this[Slot.CacheCreated],
        null)
    {
        CacheWriteOneHour = this[Slot.CacheCreatedOneHour],
    };

    /// <summary>
    /// Google: thoughts are not part of the candidates' count, cached content is part of the prompt's.
    /// </summary>
    public ReportedUsage AsGemini() => new(
        this[Slot.GeminiPrompt] + (this[Slot.GeminiToolUse] ?? 0),
        this[Slot.GeminiPrompt] is null ? null : (this[Slot.GeminiOutput] ?? 0) + (this[Slot.GeminiThoughts] ?? 0),
        this[Slot.GeminiCached],
        null,
        this[Slot.GeminiThoughts]);

    private static Slot? Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, slot) in Names)
        {
            if (name.SequenceEqual(known))
            {
                return slot;
            }
        }

        return null;
    }
}
