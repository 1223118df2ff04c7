using Factory.Contracts.Kev;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Routing;

namespace Factory.Domain.Kev;

/// <summary>What the supervisor keeps: its size follows the tasks at work, not those that wait (<see cref="ReadyQueue"/>).</summary>
[Alias("KevState")]
public sealed record KevState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "kev";

    public bool Paused { get; init; }

    /// <summary>Who works on what.</summary>
    public IReadOnlyList<ActiveTask> Active { get; init; } = [];

    /// <summary>What routing has learned.</summary>
    public RoutingRecords Routing { get; init; } = RoutingRecords.Empty;

    /// <summary>The state after a task was observed: those at work are active, all others are not. The same object when nothing changed.</summary>
    public KevState Observe(TaskView task, FactoryConfig config)
    {
        // Nothing can be judged before the first attempt, and thousands of tasks may wait for theirs: they leave no trace.
        var routing = task is { Stage: TaskStage.Ready, Attempts.Count: 0 } ? Routing : Routing.Observe(task, config);
        ActiveTask? work = task is { Stage: TaskStage.InProgress, Assignment: { } assignment } ? new(task.Id, assignment.Agent, assignment.Model) : null;
        var known = Active.FirstOrDefault(a => a.Task == task.Id);
        return work == known && ReferenceEquals(routing, Routing)
            ? this
            : this with { Active = work == known ? Active : [.. Active.Where(a => a.Task != task.Id), .. work is null ? (ActiveTask[])[] : [work]], Routing = routing };
    }

    /// <summary>The state as the API returns it.</summary>
    /// <param name="waiting">Ready tasks without an agent yet, oldest first.</param>
    public KevStatus ToView(IReadOnlyList<TaskId> waiting) => new(Paused, waiting, [.. Active.Select(a => a.Task)]);
}

/// <summary>A task at work.</summary>
public sealed record ActiveTask(TaskId Task, AgentId Agent, ModelRef Model);
