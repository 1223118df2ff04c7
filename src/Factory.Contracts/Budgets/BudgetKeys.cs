using System.Globalization;

namespace Factory.Contracts.Budgets;

/// <summary>The keys of budget grains. They are nested: a task's inside its run's, that inside its agent's of the day, that inside the factory's of the day.</summary>
public static class BudgetKeys
{
    private const string Prefix = "budget-";

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

    /// <summary>What the budget is about.</summary>
    public static BudgetLevel LevelOf(string key) => key[Prefix.Length..].Split('-')[0] switch
    {
        "day" => BudgetLevel.Day,
        "agent" => BudgetLevel.Agent,
        "run" => BudgetLevel.Run,
        "task" => BudgetLevel.Task,
        "key" => BudgetLevel.Key,
        _ => throw new FormatException($"'{key}' is not a budget."),
    };

    /// <summary>The name that users give it: <c>day</c>, <c>agent-rex</c>, <c>run-…</c>, <c>task-…</c>, <c>key-laptop</c>. Those of a day mean today's.</summary>
    public static string ToName(string key) => LevelOf(key) switch
    {
        BudgetLevel.Day => "day",
        BudgetLevel.Agent => key[Prefix.Length..^11],
        _ => key[Prefix.Length..],
    };

    /// <summary>The key for a name as <see cref="ToName"/> gives it, a whole key, or either with a day at its end (<c>day-2026-11-22</c>); null when it is none.</summary>
    public static string? FromName(string name, DateOnly today)
    {
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var dated = bare.Length > 11 && DateOnly.TryParseExact(bare[^10..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && bare[^11] == '-';
        return bare switch
        {
            "day" => ForDay(today),
            _ when bare.StartsWith("day-", StringComparison.Ordinal) => dated && bare.Length == 14 ? Prefix + bare : null,
            _ when IdText.TryParse<AgentId>(bare, out var agent) => dated ? Prefix + bare : ForAgentDay(agent, today),
            _ when IdText.TryParse<RunId>(bare, out _) || IdText.TryParse<TaskId>(bare, out _) => Prefix + bare,
            _ when bare.StartsWith("key-", StringComparison.Ordinal) && bare.Length > 4 => Prefix + bare,
            _ => null,
        };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What a budget is about, outermost first.</summary>
public enum BudgetLevel
{
    /// <summary>The whole factory on one day.</summary>
    Day,

    /// <summary>An agent on one day.</summary>
    Agent,

    /// <summary>A run.</summary>
    Run,

    /// <summary>A task, over all its attempts.</summary>
    Task,

    /// <summary>A named key, over its whole life.</summary>
    Key,
}
