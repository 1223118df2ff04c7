using System.Globalization;
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
        long?[]? iterations = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var depth = reader.CurrentDepth;
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.ValueTextEquals("iterations"u8))
                {
                    iterations = reader.Read() ? ReadIterations(ref reader) : null;
                }
                else if (Find(reader.ValueSpan) is { } slot && reader.Read() && TryReadCount(ref reader, out var value))
                {
                    values[(int)slot] = value;
                }
            }
        }

        return new UsageJson(iterations is null ? values : Larger(values, iterations));
    }

    /// <summary>
    /// The sum over Anthropic's samplings of one call. Those that compact the history are in no other count:
    /// https://platform.claude.com/docs/en/build-with-claude/compaction.
    /// </summary>
    private static long?[] ReadIterations(ref Utf8JsonReader reader)
    {
        var sums = new long?[(int)Slot.Count];
        var depth = reader.CurrentDepth;
        while (reader.TokenType == JsonTokenType.StartArray || reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                var iteration = Read(ref reader);
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] = iteration._values[i] is { } value ? (sums[i] ?? 0) + value : sums[i];
                }
            }

            if (!reader.Read())
            {
                break;
            }
        }

        return sums;
    }

    private static long?[] Larger(long?[] whole, long?[] sums) =>
        [.. whole.Select((value, i) => value is null || sums[i] > value ? sums[i] ?? value : value)];

    // Some servers write whole numbers as 100.0 or as text. A count that no call can have is kept as the greatest one: the
    // pipeline books what the call can use at most, and names the provider.
    private static bool TryReadCount(ref Utf8JsonReader reader, out long count)
    {
        count = 0;
        var isCount = reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out count) => true,
            JsonTokenType.Number when reader.TryGetDouble(out var number) && number == Math.Floor(number) =>
                (count = (long)Math.Clamp(number, -1, UsageAccumulator.MaxCount)) >= 0,
            JsonTokenType.String => long.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out count),
            _ => false,
        };
        count = Math.Min(count, UsageAccumulator.MaxCount);
        return isCount && count >= 0;
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
        return OrNone(new(prompt, output, this[Slot.Cached], this[Slot.CacheWrite], this[Slot.Reasoning]));
    }

    /// <summary>Responses: as chat, with other names.</summary>
    public ReportedUsage AsOpenAIResponses() =>
        OrNone(new(this[Slot.Input], this[Slot.Output], this[Slot.Cached], this[Slot.CacheWrite], this[Slot.Reasoning]));

    /// <summary>
    /// Anthropic: tokens that were read from its cache or written to it are not part of its input count.
    /// </summary>
    public ReportedUsage AsAnthropic() => OrNone(new(
        this[Slot.Input] + (this[Slot.CacheRead] ?? 0) + (this[Slot.CacheCreated] ?? 0),
        this[Slot.Output],
        this[Slot.CacheRead],
        this[Slot.CacheCreated],
        null)
    {
        CacheWriteOneHour = this[Slot.CacheCreatedOneHour],
    });

    /// <summary>
    /// Google: thoughts are not part of the candidates' count, cached content is part of the prompt's.
    /// </summary>
    public ReportedUsage AsGemini() => OrNone(new(
        this[Slot.GeminiPrompt] + (this[Slot.GeminiToolUse] ?? 0),
        this[Slot.GeminiPrompt] is null ? null : (this[Slot.GeminiOutput] ?? 0) + (this[Slot.GeminiThoughts] ?? 0),
        this[Slot.GeminiCached],
        null,
        this[Slot.GeminiThoughts]));

    // Nothing in and nothing out is no report of a call that generates: with it, a budget would never be used up.
    private static ReportedUsage OrNone(in ReportedUsage usage) => usage is { Input: 0, Output: 0 } ? default : usage;

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
