using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>What a call may cost at most, and how long an answer so much money buys.</summary>
internal static class ReservationBound
{
    /// <summary>The most that the call can cost with answers of this length; nothing where a plan pays.</summary>
    public static Usd Of(in CallEstimate intent, int outputTokens) => intent.Billing == Billing.Plan
        ? Usd.Zero
        : intent.WorstCostOf(intent.InputTokens, (long)outputTokens * Math.Max(1, intent.Choices));

    /// <summary>The longest answer, up to the wanted one, that so much covers; less than the least useful one when none does.</summary>
    public static int OutputFor(in CallEstimate intent, Usd money)
    {
        var (fits, over) = (intent.MinOutputTokens - 1, intent.OutputTokens + 1);
        while (over - fits > 1)
        {
            var middle = fits + ((over - fits) / 2);
            (fits, over) = Of(intent, middle) <= money ? (middle, over) : (fits, middle);
        }

        return fits;
    }
}
