using System.Globalization;

namespace Factory.Contracts.Budgets;

/// <summary>The keys of budget grains.</summary>
public static class BudgetKeys
{
    /// <summary>A run's budget.</summary>
    public static string ForRun(RunId run) => $"budget-{run}";

    /// <summary>The whole factory's budget of a day (UTC).</summary>
    public static string ForDay(DateTimeOffset now) => "budget-day-" + now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
