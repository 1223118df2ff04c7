using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>A model in <c>models.json</c>. Prices are US dollars per million tokens.</summary>
/// <param name="Ref">Provider and name.</param>
/// <param name="Tier">Its step of the cost pyramid.</param>
/// <param name="Family">Models of one family share weaknesses: <c>gpt-5</c>, <c>claude</c>, ….</param>
/// <param name="InputPrice">Per million input tokens.</param>
/// <param name="OutputPrice">Per million output tokens.</param>
/// <param name="CachedInputPrice">Per million input tokens read from the cache.</param>
/// <param name="ContextTokens">Input and output together may not be more.</param>
/// <param name="MaxOutputTokens">The longest answer.</param>
/// <param name="Capabilities"><c>tools</c>, <c>vision</c>, <c>json</c>, <c>long-context</c>, <c>reasoning</c>.</param>
/// <param name="PriceSource">Where the price is published.</param>
/// <param name="PriceDate">When it was read there.</param>
public sealed record ModelDefinition(
    ModelRef Ref,
    ModelTier Tier,
    string Family,
    Usd InputPrice,
    Usd OutputPrice,
    Usd CachedInputPrice,
    int ContextTokens,
    int MaxOutputTokens,
    IReadOnlyList<string> Capabilities,
    string PriceSource,
    DateOnly PriceDate)
{
    /// <value>The capability of models that can be told how much to think.</value>
    public const string ReasoningCapability = "reasoning";

    /// <summary>Per million input tokens written to the provider's cache; null where that costs what input costs.</summary>
    public Usd? CacheWritePrice { get; init; }

    /// <summary>Per million input tokens written to Anthropic's cache for an hour; null for twice the input price, which platform.claude.com/docs/en/about-claude/pricing gives for all models.</summary>
    public Usd? CacheWriteOneHourPrice { get; init; }

    /// <summary>What these tokens cost: input read from or written to the cache at its own price, the rest at the input price; rounded up to 1/100,000,000 dollar.</summary>
    public Usd CostOf(TokenUsage usage)
    {
        var plainInput = Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWrite);
        var amount = (plainInput * InputPrice.Amount)
            + (usage.CachedInput * CachedInputPrice.Amount)
            + (Math.Max(0, usage.CacheWrite - usage.CacheWriteOneHour) * (CacheWritePrice ?? InputPrice).Amount)
            + (usage.CacheWriteOneHour * OneHourCachePrice().Amount)
            + (usage.Output * OutputPrice.Amount);
        return new Usd(Math.Ceiling(amount / 1_000_000m * 100_000_000m) / 100_000_000m);
    }

    /// <summary>The most that so many tokens can cost: all input at the highest of its prices.</summary>
    /// <param name="cachesForHour">Whether some of the input is to be cached for an hour.</param>
    public Usd MaxCostOf(long input, long output, bool cachesForHour = false)
    {
        var write = CacheWritePrice ?? InputPrice;
        return CostOf(
            cachesForHour && OneHourCachePrice() > write && OneHourCachePrice() > CachedInputPrice && OneHourCachePrice() > InputPrice ? new TokenUsage(input, output, CacheWrite: input, CacheWriteOneHour: input)
            : write >= InputPrice && write >= CachedInputPrice ? new TokenUsage(input, output, CacheWrite: input)
            : CachedInputPrice > InputPrice ? new TokenUsage(input, output, CachedInput: input)
            : new TokenUsage(input, output));
    }

    private Usd OneHourCachePrice() => CacheWriteOneHourPrice ?? new Usd(InputPrice.Amount * 2);
}
