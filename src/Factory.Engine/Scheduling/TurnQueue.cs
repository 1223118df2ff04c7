using Factory.Engine.Activations;

namespace Factory.Engine.Scheduling;

/// <summary>
/// A task scheduler that runs one task at a time: an activation's turns. Awaits inside a turn come back here, because the turn is a task
/// of this scheduler.
/// </summary>
internal sealed class TurnQueue(ITurnScheduler scheduler, object? owner = null) : TaskScheduler, IThreadPoolWorkItem, IGrainTurns
{
    /// <summary>Turns that one queue runs before others get the thread.</summary>
    private const int MaxTurnsInARow = 64;

    private readonly Queue<Task> _ready = new();
    private bool _busy; // A thread runs turns of this queue, or was asked to.
    private Task? _now; // The turn that TryRunNow starts, on its way through QueueTask.

    /// <summary>Whose turns these are.</summary>
    public object? Owner { get; } = owner;

    IReentrantSections? IGrainTurns.Sections => (Owner as Activation)?.Sections;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the turn on this thread if nothing else of this queue runs or waits.</summary>
    public bool TryRunNow(Task turn)
    {
        if (!scheduler.RunsInline)
        {
            return false;
        }

        lock (_ready)
        {
            if (_busy || _ready.Count > 0)
            {
                return false;
            }

            _busy = true;
        }

        _now = turn;
        var callers = HideSynchronizationContext();
        turn.Start(this);
        RestoreSynchronizationContext(callers);
        bool more;
        lock (_ready)
        {
            _busy = more = _ready.Count > 0;
        }

        if (more)
        {
            scheduler.Schedule(this);
        }

        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        var callers = HideSynchronizationContext();
        var more = RunSome();
        RestoreSynchronizationContext(callers);
        if (more)
        {
            scheduler.Schedule(this);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _now))
        {
            _now = null;
            TryExecuteTask(task);
            return;
        }

        lock (_ready)
        {
            _ready.Enqueue(task);
            if (_busy)
            {
                return;
            }

            _busy = true;
        }

        scheduler.Schedule(this);
    }

    /// <summary>A continuation may run at once when this queue's turn is what the thread is running.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_ready)
        {
            return [.. _ready];
        }
    }

    /// <summary>Runs what is ready, up to a limit; true when there is more.</summary>
    private bool RunSome()
    {
        for (var turns = 0; turns < MaxTurnsInARow; turns++)
        {
            Task? next;
            lock (_ready)
            {
                if (!_ready.TryDequeue(out next))
                {
                    _busy = false;
                    return false;
                }
            }

            TryExecuteTask(next);
        }

        return true;
    }

    /// <summary>A synchronization context of the thread would catch the grain's awaits: it goes before the task scheduler.</summary>
    private static SynchronizationContext? HideSynchronizationContext()
    {
        var callers = SynchronizationContext.Current;
        if (callers is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return callers;
    }

    private static void RestoreSynchronizationContext(SynchronizationContext? callers)
    {
        if (callers is not null)
        {
            SynchronizationContext.SetSynchronizationContext(callers);
        }
    }
}
