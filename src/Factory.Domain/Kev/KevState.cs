using Factory.Contracts.Kev;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Routing;

namespace Factory.Domain.Kev;

/// <summary>
/// The supervisor's state. Its size grows with the active tasks, not with those that wait (<see cref="ReadyQueue"/>).
/// </summary>
[Alias("KevState")]
public sealed record KevState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "kev";

    /// <summary>True when nothing new is started.</summary>
    public bool Paused { get; init; }

    /// <summary>The active tasks with their agents and models.</summary>
    public IReadOnlyList<ActiveTask> Active { get; init; } = [];

    /// <summary>What routing has learned.</summary>
    public RoutingRecords Routing { get; init; } = RoutingRecords.Empty;

    /// <summary>
    /// The state after a task was read: a task in progress is active, any other is not. The same object when nothing
    /// changed.
    /// </summary>
    /// <param name="task">The task as it is now.</param>
    /// <param name="config">The configuration in force.</param>
    public KevState Observe(TaskView task, FactoryConfig config)
    {
        // Before its first attempt a task says nothing about a model. Thousands may wait: they must not grow the state
        // or cause a write each.
        var routing = task is { Stage: TaskStage.Ready, Attempts.Count: 0 } ? Routing : Routing.Observe(task, config);
        var active = task is { Stage: TaskStage.InProgress, Assignment: { } assignment }
            ? new ActiveTask(task.Id, assignment.Agent, assignment.Model)
            : null;
        var known = Active.FirstOrDefault(a => a.Task == task.Id);
        // Records are compared by value: a change that matters neither to capacity nor to routing causes no write.
        if (active == known)
        {
            return ReferenceEquals(routing, Routing) ? this : this with { Routing = routing };
        }

        var others = Active.Where(a => a.Task != task.Id);
        return this with { Active = active is null ? [.. others] : [.. others, active], Routing = routing };
    }

    /// <summary>The state as the API returns it.</summary>
    /// <param name="waiting">Ready tasks without an agent yet, oldest first.</param>
    public KevStatus ToView(IReadOnlyList<TaskId> waiting) => new(Paused, waiting, [.. Active.Select(a => a.Task)]);
}

/// <summary>A task in progress.</summary>
/// <param name="Task">The task.</param>
/// <param name="Agent">The agent of its attempt.</param>
/// <param name="Model">The model of its attempt.</param>
public sealed record ActiveTask(TaskId Task, AgentId Agent, ModelRef Model);
