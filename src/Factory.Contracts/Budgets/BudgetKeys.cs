using System.Globalization;

namespace Factory.Contracts.Budgets;

/// <summary>
/// Keys of budget grains. Budgets are nested: a task's in its run's, that in its agent's of the day, and that in the
/// factory's of the day.
/// </summary>
public static class BudgetKeys
{
    private const string Prefix = "budget-";

    /// <summary>A task's budget, over all its attempts.</summary>
    public static BudgetId ForTask(TaskId task) => new($"budget-{task}");

    /// <summary>A run's budget.</summary>
    public static BudgetId ForRun(RunId run) => new($"budget-{run}");

    /// <summary>A named key's budget, over its whole life.</summary>
    public static BudgetId ForKey(string name) => new($"budget-key-{name}");

    /// <summary>An agent's budget of a day (UTC).</summary>
    public static BudgetId ForAgentDay(AgentId agent, DateOnly day) => new($"budget-{agent}-{Text(day)}");

    /// <summary>The whole factory's budget of a day (UTC).</summary>
    public static BudgetId ForDay(DateOnly day) => new("budget-day-" + Text(day));

    /// <summary>The whole factory's budget of a day (UTC).</summary>
    public static BudgetId ForDay(DateTimeOffset now) => ForDay(DateOnly.FromDateTime(now.UtcDateTime));

    /// <summary>The level of a budget.</summary>
    /// <exception cref="FormatException">The text is not a key of a budget.</exception>
    public static BudgetLevel LevelOf(BudgetId budget) => budget.Value[Prefix.Length..].Split('-')[0] switch
    {
        "day" => BudgetLevel.Day,
        "agent" => BudgetLevel.Agent,
        "run" => BudgetLevel.Run,
        "task" => BudgetLevel.Task,
        "key" => BudgetLevel.Key,
        _ => throw new FormatException($"'{budget}' is not a key of a budget."),
    };

    /// <summary>
    /// The name of a budget for users: <c>day</c>, <c>agent-rex</c>, <c>run-…</c>, <c>task-…</c>, <c>key-laptop</c>.
    /// Names without a date mean today's budget.
    /// </summary>
    public static string ToName(BudgetId budget) => LevelOf(budget) switch
    {
        BudgetLevel.Day => "day",
        BudgetLevel.Agent => budget.Value[Prefix.Length..^11],
        _ => budget.Value[Prefix.Length..],
    };

    /// <summary>
    /// The key for a name as <see cref="ToName"/> gives it, a whole key, or either with a date at its end
    /// (<c>day-2026-11-22</c>); null when the text is neither.
    /// </summary>
    public static BudgetId? FromName(string name, DateOnly today)
    {
        var unprefixed = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var dated = unprefixed.Length > 11
            && DateOnly.TryParseExact(unprefixed[^10..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && unprefixed[^11] == '-';
        return unprefixed switch
        {
            "day" => ForDay(today),
            _ when unprefixed.StartsWith("day-", StringComparison.Ordinal) => dated && unprefixed.Length == 14 ? Of(unprefixed) : null,
            _ when IdText.TryParse<AgentId>(unprefixed, out var agent) => dated ? Of(unprefixed) : ForAgentDay(agent, today),
            _ when IdText.TryParse<RunId>(unprefixed, out _) || IdText.TryParse<TaskId>(unprefixed, out _) => Of(unprefixed),
            _ when unprefixed.StartsWith("key-", StringComparison.Ordinal) && unprefixed.Length > 4 => Of(unprefixed),
            _ => null,
        };
    }

    private static BudgetId? Of(string unprefixed) => IdText.TryParse<BudgetId>(Prefix + unprefixed, out var id) ? id : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Levels of budgets, outermost first.</summary>
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
