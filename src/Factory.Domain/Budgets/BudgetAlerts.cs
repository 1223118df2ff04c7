using System.Collections.Immutable;
using System.Globalization;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Events;

namespace Factory.Domain.Budgets;

/// <summary>
/// Alerts about the day's budget, one for each threshold that is crossed. They are recorded in the budget's state, so
/// that a restart does not raise them again.
/// </summary>
public static class BudgetAlerts
{
    private static readonly int[] Thresholds = [50, 80, 100];
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Evaluates a day's budget after a change.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="cap">Its cap.</param>
    /// <param name="day">The day (UTC) of the budget.</param>
    /// <param name="now">The time.</param>
    /// <returns>The state with the raised alerts recorded, and their events.</returns>
    public static (BudgetState Budget, IReadOnlyList<FactoryEvent> Events) Evaluate(
        BudgetState budget,
        Usd cap,
        DateOnly day,
        DateTimeOffset now)
    {
        var spent = budget.ReportedSpent();
        var raised = budget.RaisedAlerts with { LastHourSamples = AddSample(budget.RaisedAlerts, spent, now) };
        var events = new List<FactoryEvent>();

        // A budget that has rejected a call counts as used up, although the rest would cover a smaller call: the
        // operator sees work stop.
        var usedUp = raised.RaisedOnce.Contains(EventTypes.BudgetExceeded);
        // Without the test of the cap a budget of zero would be reported as used up before it rejected any call.
        var reached = usedUp ? 100 : Thresholds.LastOrDefault(t => spent.Amount * 100 >= cap.Amount * t && cap > Usd.Zero);
        if (reached > raised.HighestThresholdPercent)
        {
            var message = reached == 100
                ? $"the day's budget is used up: {spent.ToShortString()} of {cap.ToShortString()} spent"
                : $"{reached} % of the day's budget is spent: {spent.ToShortString()} of {cap.ToShortString()}";
            events.Add(CreateEvent(
                budget,
                EventTypes.BudgetThreshold,
                message,
                now,
                ("percent", reached.ToString(CultureInfo.InvariantCulture))));
        }

        // Set also when the percentage went down: after a raised cap the next crossing is reported again.
        raised = raised with { HighestThresholdPercent = reached };

        // A linear projection: what was spent, and the last hour's spending for every hour that is left of the day.
        var end = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var lastHour = spent - raised.LastHourSamples[0].Spent;
        // A lease can be closed after midnight, when nothing is left of the day that pays for it.
        var projected = new Usd(spent.Amount + (lastHour.Amount * (decimal)Math.Max(0, (end - now.UtcDateTime).TotalHours)));
        // A used-up budget has been reported already, and at most one warning an hour: the projection fluctuates around
        // the cap.
        if (projected > cap && reached < 100 && lastHour > Usd.Zero && (raised.BurnRateRaisedAt is not { } last || now - last >= Window))
        {
            raised = raised with { BurnRateRaisedAt = now };
            events.Add(CreateEvent(
                budget,
                EventTypes.BurnRateExceeded,
                $"{lastHour.ToShortString()} were spent in the last hour; at this rate the day would cost " +
                    $"{RoundToCents(projected)}, its budget is {cap.ToShortString()}",
                now,
                ("spentLastHour", Text(lastHour)),
                ("projectedCost", Text(RoundToCents(projected)))));
        }

        return (budget with { RaisedAlerts = raised }, events);
    }

    /// <summary>
    /// Samples of the last hour, at most one a minute, oldest first; the first holds what had been spent when the hour
    /// began.
    /// </summary>
    private static ImmutableList<SpendSample> AddSample(RaisedAlerts raised, Usd spent, DateTimeOffset now)
    {
        // A sample of zero first: otherwise what was spent before the first evaluation would be missing from the last
        // hour.
        var samples = raised.LastHourSamples.IsEmpty
            ? raised.LastHourSamples.Add(new SpendSample(now - Window, Usd.Zero))
            : raised.LastHourSamples;
        if (spent > samples[^1].Spent)
        {
            // At most one sample a minute: they are part of the persisted state, which would otherwise grow with every
            // lease.
            samples = samples.Count > 1 && now - samples[^2].At < TimeSpan.FromMinutes(1)
                ? samples.SetItem(samples.Count - 1, new SpendSample(now, spent))
                : samples.Add(new SpendSample(now, spent));
        }

        // One sample that is older than the window stays: it says how much had been spent when the window began.
        while (samples.Count > 1 && samples[1].At <= now - Window)
        {
            samples = samples.RemoveAt(0);
        }

        return samples;
    }

    private static FactoryEvent CreateEvent(
        BudgetState budget,
        string type,
        string message,
        DateTimeOffset now,
        params (string, string?)[] data) =>
        new(0, now, type, budget.Name.Value, null, null, message, EventData.Of(data));

    private static Usd RoundToCents(Usd amount) => new(Math.Round(amount.Amount, 2));

    private static string Text(Usd amount) => amount.Amount.ToString(CultureInfo.InvariantCulture);
}
