using System.Globalization;

namespace Factory.Contracts.Budgets;

/// <summary>The keys of budget grains. They are nested: a task's inside its run's, that inside its agent's of the day, that inside the factory's of the day.</summary>
public static class BudgetKeys
{
    /// <summary>A task's budget, over all its attempts.</summary>
    public static string ForTask(TaskId task) => $"budget-{task}";

    /// <summary>A run's budget.</summary>
    public static string ForRun(RunId run) => $"budget-{run}";

    /// <summary>A named key's budget, over its whole life.</summary>
    public static string ForKey(string name) => $"budget-key-{name}";

    /// <summary>An agent's budget of a day (UTC).</summary>
    public static string ForAgentDay(AgentId agent, DateOnly day) => $"budget-{agent}-{Text(day)}";

    /// <summary>The whole factory's budget of a day (UTC).</summary>
    public static string ForDay(DateOnly day) => "budget-day-" + Text(day);

    /// <summary>The whole factory's budget of a day (UTC).</summary>
    public static string ForDay(DateTimeOffset now) => ForDay(DateOnly.FromDateTime(now.UtcDateTime));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
