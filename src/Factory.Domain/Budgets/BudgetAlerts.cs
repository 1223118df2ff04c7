using System.Collections.Immutable;
using System.Globalization;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Events;

namespace Factory.Domain.Budgets;

/// <summary>What the operator should hear about the day's budget, each crossing once. Remembered in the budget's own state, so that no restart tells it again.</summary>
public static class BudgetAlerts
{
    private static readonly int[] Thresholds = [50, 80, 100];
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Evaluates a day's budget after a change.</summary>
    /// <param name="day">The day that the budget is for.</param>
    /// <returns>The state that remembers, and the events.</returns>
    public static (BudgetState Budget, IReadOnlyList<FactoryEvent> Events) Evaluate(BudgetState budget, Usd cap, DateOnly day, DateTimeOffset now)
    {
        var spent = budget.ReportedSpent();
        var told = budget.RaisedAlerts with { LastHourSamples = AddSample(budget.RaisedAlerts, spent, now) };
        var events = new List<FactoryEvent>();

        // A budget that has refused a call is used up, although what is left would do for a smaller one.
        var usedUp = told.RaisedOnce.Contains(EventTypes.BudgetExceeded);
        var reached = usedUp ? 100 : Thresholds.LastOrDefault(t => spent.Amount * 100 >= cap.Amount * t && cap > Usd.Zero);
        if (reached > told.HighestThresholdPercent)
        {
            var message = reached == 100 ? $"the day's budget is used up: {spent} of {cap} spent" : $"{reached} % of the day's budget is spent: {spent} of {cap}";
            events.Add(CreateEvent(budget, EventTypes.BudgetThreshold, message, now, ("percent", reached.ToString(CultureInfo.InvariantCulture))));
        }

        // A raised cap makes the next crossing news again.
        told = told with { HighestThresholdPercent = reached };
        var end = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var hour = spent - told.LastHourSamples[0].Spent;
        var projected = new Usd(spent.Amount + (hour.Amount * (decimal)Math.Max(0, (end - now.UtcDateTime).TotalHours)));
        if (projected > cap && reached < 100 && hour > Usd.Zero && (told.BurnRateRaisedAt is not { } last || now - last >= Window))
        {
            told = told with { BurnRateRaisedAt = now };
            events.Add(CreateEvent(budget, EventTypes.BurnRateExceeded, $"{hour} were spent in the last hour; at this pace the day would cost {RoundToCents(projected)}, its budget is {cap}", now, ("spentLastHour", Text(hour)), ("projectedCost", Text(RoundToCents(projected)))));
        }

        return (budget with { RaisedAlerts = told }, events);
    }

    /// <summary>The marks of the last hour, one a minute; the first is what had been spent when the hour began.</summary>
    private static ImmutableList<SpendSample> AddSample(RaisedAlerts told, Usd spent, DateTimeOffset now)
    {
        var marks = told.LastHourSamples.IsEmpty ? told.LastHourSamples.Add(new SpendSample(now - Window, Usd.Zero)) : told.LastHourSamples;
        if (spent > marks[^1].Spent)
        {
            marks = marks.Count > 1 && now - marks[^2].At < TimeSpan.FromMinutes(1) ? marks.SetItem(marks.Count - 1, new SpendSample(now, spent)) : marks.Add(new SpendSample(now, spent));
        }

        while (marks.Count > 1 && marks[1].At <= now - Window)
        {
            marks = marks.RemoveAt(0);
        }

        return marks;
    }

    private static FactoryEvent CreateEvent(BudgetState budget, string type, string message, DateTimeOffset now, params (string, string?)[] data) =>
        new(0, now, type, budget.Name, null, null, message, EventData.Of(data));

    private static Usd RoundToCents(Usd amount) => new(Math.Round(amount.Amount, 2));

    private static string Text(Usd amount) => amount.Amount.ToString(CultureInfo.InvariantCulture);
}
