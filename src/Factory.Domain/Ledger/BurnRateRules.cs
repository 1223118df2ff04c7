using Factory.Contracts.Budgets;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Domain.Ledger;

/// <summary>Computes how fast the day's budget is being spent.</summary>
public static class BurnRateRules
{
    /// <value>
    /// Maximum number of ledger rows that are read: 5,000. If there are more in the last hour, the rate is extrapolated
    /// from these.
    /// </value>
    public const int MaxRows = 5_000;

    /// <summary>The day's budget and the spending of the last hour.</summary>
    /// <param name="day">The budget of the day that <paramref name="now"/> lies in.</param>
    /// <param name="latest">The latest rows, newest first, at most <see cref="MaxRows"/>.</param>
    /// <param name="now">The time.</param>
    public static BurnRate Compute(BudgetView day, IReadOnlyList<LedgerRow> latest, DateTimeOffset now)
    {
        var hour = SumLastHour(latest, now);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        // Also keeps the quotient below within the day: with hardly any spending it would exceed the range of dates.
        var isLasting = hour == Usd.Zero || day.Remaining().Amount >= hour.Amount * (decimal)(midnight - now).TotalHours;
        return new(
            DateOnly.FromDateTime(now.UtcDateTime),
            day.Cap,
            day.Spent,
            day.Reserved,
            day.Remaining(),
            hour,
            isLasting ? null : now + TimeSpan.FromHours((double)(day.Remaining().Amount / hour.Amount)));
    }

    private static Usd SumLastHour(IReadOnlyList<LedgerRow> latest, DateTimeOffset now)
    {
        var rows = latest.Where(r => now - r.At <= TimeSpan.FromHours(1)).ToList();
        // Calls of a subscription do not use up the budget.
        var sum = rows.Where(r => r.Billing == Billing.PayAsYouGo).Sum(r => r.Cost.Amount);
        if (rows.Count < MaxRows)
        {
            return new(sum);
        }

        // More calls in that hour than were read: extrapolate from the time that the rows cover, at least a second to
        // avoid a division by zero.
        var span = Math.Max((now - rows.Min(r => r.At)).TotalHours, 1 / 3600d);
        return new(Math.Round(sum / (decimal)span, 8));
    }
}
