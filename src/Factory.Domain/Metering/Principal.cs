using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;

namespace Factory.Domain.Metering;

/// <summary>Who pays for a call.</summary>
/// <param name="Id">The attempt's id, or <c>key-NAME</c>. One holder has one spend account, however many calls it makes at once.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
/// <param name="Key">The named key; null for an attempt.</param>
public sealed record Principal(string Id, TaskId? Task, RunId? Run, AttemptId? Attempt, AgentId? Agent, string? TaskKind, string? Key)
{
    /// <summary>An attempt.</summary>
    public static Principal ForAttempt(AttemptRequest order) =>
        new(order.Attempt.Value, order.Task, order.Spec.Run, order.Attempt, order.Assignment.Agent, order.Spec.Kind, null);

    /// <summary>A named key.</summary>
    public static Principal ForKey(string name) => new($"key-{name}", null, null, null, null, null, name);

    /// <summary>The budgets that must cover each of its calls on that day, outermost first.</summary>
    public IReadOnlyList<string> Budgets(DateOnly day)
    {
        var keys = new List<string> { BudgetKeys.ForDay(day) };
        if (Agent is { } agent)
        {
            keys.Add(BudgetKeys.ForAgentDay(agent, day));
        }

        if (Run is { } run)
        {
            keys.Add(BudgetKeys.ForRun(run));
        }

        if (Task is { } task)
        {
            keys.Add(BudgetKeys.ForTask(task));
        }

        if (Key is { } key)
        {
            keys.Add(BudgetKeys.ForKey(key));
        }

        return keys;
    }
}
