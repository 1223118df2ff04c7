using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;

namespace Factory.Domain.Metering;

/// <summary>Who pays for a call.</summary>
/// <param name="Id">The attempt's id, or <c>key-NAME</c>. A principal has one account, however many calls it makes at
/// once.</param>
/// <param name="Task">The task; null for a named key.</param>
/// <param name="Run">The run; null when the task belongs to none.</param>
/// <param name="Attempt">The attempt; null for a named key.</param>
/// <param name="Agent">The agent; null for a named key.</param>
/// <param name="TaskKind">The kind of the task; null for a named key.</param>
/// <param name="Key">The named key; null for an attempt.</param>
public sealed record Principal(PrincipalId Id, TaskId? Task, RunId? Run, AttemptId? Attempt, AgentId? Agent, string? TaskKind, string? Key)
{
    /// <summary>The principal of an attempt.</summary>
    public static Principal ForAttempt(AttemptRequest request) =>
        new(
            PrincipalId.ForAttempt(request.Attempt),
            request.Task,
            request.Spec.Run,
            request.Attempt,
            request.Assignment.Agent,
            request.Spec.Kind,
            null);

    /// <summary>The principal of a named key.</summary>
    public static Principal ForKey(string name) => new(PrincipalId.ForKey(name), null, null, null, null, null, name);

    /// <summary>Keys of the budgets that must cover each of its calls on a day (UTC), outermost first.</summary>
    public IReadOnlyList<BudgetId> Budgets(DateOnly day)
    {
        // The day always pays, also for named keys: its cap is the only one that bounds all spending of the factory.
        var keys = new List<BudgetId> { BudgetKeys.ForDay(day) };
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
