using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>Prices an estimate: what a call may cost at most, and how much output an amount of money covers.</summary>
internal static class ReservationBound
{
    /// <summary>The most that the call can cost with this output cap; zero where a subscription pays.</summary>
    public static Usd MaxCost(in CallEstimate estimate, int outputTokens) => estimate.Billing == Billing.Subscription
        ? Usd.Zero
        : estimate.MaxCostOf(estimate.InputTokens, (long)outputTokens * Math.Max(1, estimate.Choices));

    /// <summary>
    /// The highest output cap, up to the estimate's, that the money covers; below its minimum when none does.
    /// </summary>
    public static int MaxOutputTokensFor(in CallEstimate estimate, Usd money)
    {
        // By bisection over the same function that reserves: an inverse of the price formula would have to be kept in
        // step with it, cache prices and all.
        var (fits, over) = (estimate.MinOutputTokens - 1, estimate.OutputTokens + 1);
        while (over - fits > 1)
        {
            var middle = fits + ((over - fits) / 2);
            (fits, over) = MaxCost(estimate, middle) <= money ? (middle, over) : (fits, middle);
        }

        return fits;
    }
}
