using Factory.Engine.Activations;

namespace Factory.Engine.Scheduling;

/// <summary>
/// A task scheduler that runs one task at a time: an activation's turns. Awaits inside a turn come back here, because the turn is a task
/// of this scheduler.
/// </summary>
/// <param name="scheduler">Gives the queue a thread when it has turns.</param>
/// <param name="owner">Whose turns these are.</param>
/// <param name="gate">The lock that guards the queue; null for one of its own. An owner that guards more with it enters once for both.</param>
internal sealed class TurnQueue(ITurnScheduler scheduler, object? owner = null, object? gate = null) : TaskScheduler, IThreadPoolWorkItem, IGrainTurns
{
    /// <summary>Turns that one queue runs before others get the thread.</summary>
    private const int MaxTurnsInARow = 64;

    private readonly Queue<Task> _ready = new();
    private readonly object _gate = gate ?? new();
    private volatile bool _busy; // A thread runs turns of this queue, or was asked to.
    private Task? _marker;
    private Task? _now; // The turn that TryRunNow starts, on its way through QueueTask.

    /// <summary>Whose turns these are.</summary>
    public object? Owner { get; } = owner;

    IReentrantSections? IGrainTurns.Sections => (Owner as Activation)?.Sections;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether a thread runs turns of this queue, or is about to. Out of date as soon as it is read.</summary>
    public bool IsBusy => _busy;

    /// <summary>Stands for this queue's turns where the runtime keeps the task that a thread runs; it is never run itself.</summary>
    public Task Marker => _marker ?? MakeMarker();

    /// <summary>Takes the queue for a turn on this thread, if nothing of it runs or waits. Call it inside the gate; <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        if (_busy || _ready.Count > 0)
        {
            return false;
        }

        return _busy = true;
    }

    /// <summary>The turn that entered is over. Call it inside the gate; when it says so, <see cref="GoOn"/> must follow outside.</summary>
    /// <returns>Whether other turns became ready meanwhile.</returns>
    public bool Leave() => _busy = _ready.Count > 0;

    /// <summary>Lets what became ready run.</summary>
    public void GoOn() => scheduler.Schedule(this);

    /// <summary>Runs the turn on this thread if nothing else of this queue runs or waits.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="andNext">Whether one turn more that became ready meanwhile may run on this thread too.</param>
    public bool TryRunNow(Task turn, bool andNext = false)
    {
        if (!scheduler.RunsInline)
        {
            return false;
        }

        lock (_gate)
        {
            if (!TryEnter())
            {
                return false;
            }
        }

        _now = turn;
        var callers = HideSynchronizationContext();
        turn.Start(this);
        if (andNext && Next() is { } next)
        {
            TryExecuteTask(next);
        }

        RestoreSynchronizationContext(callers);
        bool more;
        lock (_gate)
        {
            more = Leave();
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
        if (ReferenceEquals(task, _marker))
        {
            return; // Started for its scheduler's sake only.
        }

        if (ReferenceEquals(task, _now))
        {
            _now = null;
            TryExecuteTask(task);
            return;
        }

        lock (_gate)
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
        lock (_gate)
        {
            return [.. _ready];
        }
    }

    /// <summary>Children of turns do not attach to it, and it keeps nobody's context.</summary>
    private Task MakeMarker() => CleanFlow.Run(this, static queue =>
    {
        queue._marker = new Task(static () => { }, TaskCreationOptions.DenyChildAttach);
        queue._marker.Start(queue);
        return queue._marker;
    });

    /// <summary>Runs what is ready, up to a limit; true when there is more.</summary>
    private bool RunSome()
    {
        for (var turns = 0; turns < MaxTurnsInARow; turns++)
        {
            Task? next;
            lock (_gate)
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

    private Task? Next()
    {
        lock (_gate)
        {
            return _ready.TryDequeue(out var next) ? next : null;
        }
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
