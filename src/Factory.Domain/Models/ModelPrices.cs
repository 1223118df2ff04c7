using Factory.Contracts.Metering;

namespace Factory.Domain.Models;

/// <summary>What a model's tokens cost, in US dollars per million, and where that is published.</summary>
/// <param name="Input">Input tokens.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
/// <param name="CachedInput">Input tokens that are read from the provider's cache.</param>
/// <param name="Source">Where the prices are published.</param>
/// <param name="Date">When they were read there.</param>
public sealed record ModelPrices(Usd Input, Usd Output, Usd CachedInput, string Source, DateOnly Date)
{
    /// <summary>
    /// Input tokens that are written to the provider's cache; null where they cost the same as other input.
    /// </summary>
    public Usd? CacheWrite { get; init; }

    /// <summary>
    /// Input tokens that are written to Anthropic's cache for an hour; null for twice the input price, which
    /// platform.claude.com/docs/en/about-claude/pricing gives for all models.
    /// </summary>
    public Usd? CacheWriteOneHour { get; init; }

    /// <summary>
    /// The cost of these tokens: cached input at its own price, the rest at the input price; rounded up to
    /// 1/100,000,000 dollar.
    /// </summary>
    public Usd CostOf(TokenUsage usage)
    {
        // TokenUsage.Input includes cached tokens. Some providers report more cached tokens than input; the rest must
        // not become negative.
        var plainInput = Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWrite);
        var amount = (plainInput * Input.Amount)
            + (usage.CachedInput * CachedInput.Amount)
            + (Math.Max(0, usage.CacheWrite - usage.CacheWriteOneHour) * (CacheWrite ?? Input).Amount)
            + (usage.CacheWriteOneHour * OneHour().Amount)
            + (usage.Output * Output.Amount);

        // Rounded up to the unit of the ledger: rounding down would let many small calls spend more than their budget
        // records.
        return new Usd(Math.Ceiling(amount / 1_000_000m * 100_000_000m) / 100_000_000m);
    }

    /// <summary>
    /// The upper bound of the cost of so many tokens: all input at the highest price that can apply to it.
    /// </summary>
    /// <param name="input">Input tokens.</param>
    /// <param name="output">Output tokens.</param>
    /// <param name="cachesForHour">True when some of the input is written to the cache for an hour.</param>
    public Usd MaxCostOf(long input, long output, bool cachesForHour = false)
    {
        // Whether a provider reads input from its cache or writes it there is known only afterwards, so every price is
        // a candidate.
        var most = Max(
            CostOf(new(input, output)),
            Max(CostOf(new(input, output, CachedInput: input)), CostOf(new(input, output, CacheWrite: input))));
        return cachesForHour ? Max(most, CostOf(new(input, output, CacheWrite: input, CacheWriteOneHour: input))) : most;
    }

    private static Usd Max(Usd one, Usd other) => one > other ? one : other;

    private Usd OneHour() => CacheWriteOneHour ?? new Usd(Input.Amount * 2);
}
