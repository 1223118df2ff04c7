using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>What a call may cost at most, and how long an answer so much money buys.</summary>
internal static class ReservationBound
{
    /// <summary>The most that the call can cost with answers of this length; nothing where a plan pays.</summary>
    public static Usd MaxCost(in CallEstimate estimate, int outputTokens) => estimate.Billing == Billing.Subscription
        ? Usd.Zero
        : estimate.MaxCostOf(estimate.InputTokens, (long)outputTokens * Math.Max(1, estimate.Choices));

    /// <summary>The longest answer, up to the wanted one, that so much covers; less than the least useful one when none does.</summary>
    public static int MaxOutputTokensFor(in CallEstimate estimate, Usd money)
    {
        var (fits, over) = (estimate.MinOutputTokens - 1, estimate.OutputTokens + 1);
        while (over - fits > 1)
        {
            var middle = fits + ((over - fits) / 2);
            (fits, over) = MaxCost(estimate, middle) <= money ? (middle, over) : (fits, middle);
        }

        return fits;
    }
}
