namespace Factory.Engine.Scheduling;

/// <summary>
/// A caller's thread, lent to a grain for one turn. What belongs to the caller is put away and comes back when the turn leaves the thread:
/// its task scheduler, its synchronization context, and its execution context as it was.
/// </summary>
internal readonly ref struct CallersThread
{
    private readonly ref Task? _slot;
    private readonly Task? _task;
    private readonly SynchronizationContext? _synchronization;
    private readonly ExecutionContext _context;

    private CallersThread(TurnQueue queue, ExecutionContext context)
    {
        _slot = ref CurrentTaskSlot.OfThread();
        _task = _slot;
        _slot = queue.Marker;
        _synchronization = SynchronizationContext.Current;
        if (_synchronization is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        _context = context;
    }

    /// <summary>Lends this thread to the queue, which must have been entered.</summary>
    /// <param name="context">The caller's context as it was captured; the turn sees it, and what it changes there ends with it.</param>
    public static CallersThread Lend(TurnQueue queue, ExecutionContext context) => new(queue, context);

    public void GiveBack()
    {
        _slot = _task;
        if (!ReferenceEquals(ExecutionContext.Capture(), _context))
        {
            ExecutionContext.Restore(_context);
        }

        if (!ReferenceEquals(SynchronizationContext.Current, _synchronization))
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
        }
    }
}
