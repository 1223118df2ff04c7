using System.Text.Json.Serialization;

namespace Factory.Contracts.Metering;

/// <summary>Tokens of one or more model calls, as counted by the provider.</summary>
/// <param name="Input">All tokens sent, cached ones included.</param>
/// <param name="Output">All tokens received, reasoning included.</param>
/// <param name="CachedInput">The part of <paramref name="Input"/> that was read from the provider's cache.</param>
/// <param name="Reasoning">The part of <paramref name="Output"/> that was reasoning.</param>
/// <param name="CacheWrite">The part of <paramref name="Input"/> that was written to the provider's cache, if that has
/// its own price.</param>
/// <param name="CacheWriteOneHour">The part of <paramref name="CacheWrite"/> that Anthropic's cache keeps for an hour,
/// at its own price. The ledger has no column for it: it is part of the cost and of
/// <paramref name="CacheWrite"/>.</param>
[GenerateSerializer, Immutable, Alias("TokenUsage")]
public readonly record struct TokenUsage(
    [property: Id(0)] long Input,
    [property: Id(1)] long Output,
    [property: Id(2)] long CachedInput = 0,
    [property: Id(3)] long Reasoning = 0,
    [property: Id(4)] long CacheWrite = 0,
    [property: Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long CacheWriteOneHour = 0)
{
    /// <summary>The sum of two usages.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(
            left.Input + right.Input,
            left.Output + right.Output,
            left.CachedInput + right.CachedInput,
            left.Reasoning + right.Reasoning,
            left.CacheWrite + right.CacheWrite,
            left.CacheWriteOneHour + right.CacheWriteOneHour);

    /// <summary>Input and output together.</summary>
    public long Total() => Input + Output;
}
