using System.Globalization;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Calls;

/// <summary>
/// The most that one call can use: what its reservation was computed from. Counts of a provider are text from outside;
/// without a bound, one response could claim enough to use up the budget of a day.
/// </summary>
/// <param name="Estimate">What the reservation was made for.</param>
/// <param name="Output">The output tokens that it covers, over all choices, extensions for content that arrived included.</param>
internal readonly record struct UsageBound(CallEstimate Estimate, long Output)
{
    /// <summary>Returns why the usage cannot be true, as one line; null when the reservation covers it.</summary>
    /// <remarks>
    /// Input and output are bounded together. Servers put prompts of their own before small requests, and some report
    /// reasoning outside of the output limit: a little more of one is no lie while the other leaves room.
    /// </remarks>
    /// <param name="usage">What the provider reported.</param>
    public string? ExplainExcess(in TokenUsage usage)
    {
        var isCovered = (decimal)usage.Input + usage.Output <= (decimal)Estimate.InputTokens + Output
            && Estimate.Model.CostOf(usage) <= Estimate.MaxCostOf(Estimate.InputTokens, Output);
        return isCovered
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The provider reported {usage.Input} tokens of input and {usage.Output} of output; the call can use at most " +
                $"{Estimate.InputTokens} and {Output}, which are booked.");
    }

    /// <summary>Returns the usage, each count reduced to what the call can use.</summary>
    /// <param name="usage">What the provider reported.</param>
    public TokenUsage Limit(in TokenUsage usage)
    {
        var (input, output) = (Math.Min(usage.Input, Estimate.InputTokens), Math.Min(usage.Output, Output));
        var cached = Math.Min(usage.CachedInput, input);
        var written = Math.Min(usage.CacheWrite, input - cached);
        return new TokenUsage(
            input,
            output,
            cached,
            Math.Min(usage.Reasoning, output),
            written,
            Estimate.UsesOneHourCache ? Math.Min(usage.CacheWriteOneHour, written) : 0);
    }
}
