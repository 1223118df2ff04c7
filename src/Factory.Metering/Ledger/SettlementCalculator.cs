using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Ledger;

/// <summary>What a call costs that has ended.</summary>
internal static class SettlementCalculator
{
    // For the input where usage is missing. Fewer than the usual four, so that it is too high rather than too low.
    private const int BytesPerToken = 3;

    /// <summary>Works out tokens, cost and outcome.</summary>
    /// <param name="estimate">What was known of the call before it was sent.</param>
    /// <param name="outputTokens">The output cap that it was sent with.</param>
    /// <param name="reserved">What was reserved for it, extensions included.</param>
    /// <param name="end">How it ended.</param>
    public static (TokenUsage Usage, Usd Cost, CallOutcome Outcome) Compute(
        in CallEstimate estimate,
        int outputTokens,
        Usd reserved,
        in CallSettlement end)
    {
        if (end.Usage is { } usage)
        {
            var isWhole = end.Outcome is CallOutcome.Succeeded or CallOutcome.Rejected || usage.Output >= end.EstimatedOutput;
            return isWhole
                ? (usage, estimate.Model.CostOf(usage), end.Outcome)
                : (usage with { Output = end.EstimatedOutput }, CostOfBrokenOff(estimate, reserved, usage, end), end.Outcome);
        }

        if (end.Outcome == CallOutcome.Rejected)
        {
            return (default, Usd.Zero, end.Outcome);
        }

        // Unknown: it is charged all that it may have cost. Less would let a provider that reports nothing pass every
        // cap.
        var choices = Math.Max(1, estimate.Choices);
        var estimated = new TokenUsage(Tokens(estimate.InputTokens), Math.Min((long)outputTokens * choices, end.EstimatedOutput));
        var cost = estimate.Billing == Billing.Subscription ? estimate.Model.CostOf(estimated) : reserved;
        return (estimated, cost, end.Outcome == CallOutcome.Succeeded ? CallOutcome.UsageMissing : end.Outcome);
    }

    /// <summary>
    /// Usage that was reported before a response broke off may lack what came after it. That is an estimate, so it is
    /// charged up to what the budgets have reserved for the call, and no further; what was reported is charged in full.
    /// </summary>
    private static Usd CostOfBrokenOff(in CallEstimate estimate, Usd reserved, TokenUsage reported, in CallSettlement end)
    {
        var billed = estimate.Model.CostOf(reported);
        var estimated = estimate.Model.CostOf(reported with { Output = end.EstimatedOutput });
        var most = estimate.Billing == Billing.Subscription || reserved > estimated ? estimated : reserved;
        return billed > most ? billed : most;
    }

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
