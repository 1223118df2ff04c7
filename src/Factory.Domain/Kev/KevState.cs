using Factory.Contracts.Kev;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Routing;

namespace Factory.Domain.Kev;

/// <summary>What the supervisor holds in hand.</summary>
[Alias("KevState")]
public sealed record KevState
{
    /// <value>The name its state is kept under.</value>
    public const string StateName = "kev";

    public bool Paused { get; init; }

    /// <summary>Ready tasks without an agent yet, oldest first.</summary>
    public IReadOnlyList<TaskId> Waiting { get; init; } = [];

    /// <summary>Who works on what.</summary>
    public IReadOnlyList<ActiveWork> Active { get; init; } = [];

    /// <summary>What routing has learned.</summary>
    public RoutingRecords Routing { get; init; } = RoutingRecords.Empty;

    /// <summary>The state after a look at a task: ready ones wait, those at work are active, others are let go.</summary>
    public KevState Seen(TaskView task)
    {
        var waiting = Waiting.Where(t => t != task.Id).ToList();
        var active = Active.Where(a => a.Task != task.Id).ToList();
        if (task.Stage == TaskStage.Ready)
        {
            // A task keeps its place in the queue.
            waiting = Waiting.Contains(task.Id) ? [.. Waiting] : [.. waiting, task.Id];
        }
        else if (task.Stage == TaskStage.InProgress && task.Assignment is { } assignment)
        {
            active.Add(new ActiveWork(task.Id, assignment.Agent, assignment.Model));
        }

        return this with { Waiting = waiting, Active = active };
    }

    /// <summary>The state as users see it.</summary>
    public KevStatus ToView() => new(Paused, Waiting, [.. Active.Select(a => a.Task)]);
}

/// <summary>A task at work.</summary>
public sealed record ActiveWork(TaskId Task, AgentId Agent, ModelRef Model);
