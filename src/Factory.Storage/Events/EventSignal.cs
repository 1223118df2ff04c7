namespace Factory.Storage.Events;

/// <summary>
/// Holds the position of the newest committed event and completes waits for a newer one. Thread-safe.
/// </summary>
internal sealed class EventSignal(long last)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = NewSource();
    private long _last = last;

    /// <summary>Position of the newest committed event.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>
    /// Records a committed position and completes the waits for it. A position that is not newer is ignored.
    /// </summary>
    public void Advance(long seq)
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            if (seq <= _last)
            {
                return;
            }

            _last = seq;
            reached = _next;
            _next = NewSource();
        }

        // Outside the lock: continuations run on the thread pool, but completing a task with many of them still takes
        // time.
        reached.TrySetResult();
    }

    /// <summary>Completes when there is an event after this position; at once when there is one already.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;

            // Position and task are read under one lock. Read apart, a commit between the two would complete the old
            // task and this caller would wait for an event after the one that it has missed.
            lock (_lock)
            {
                if (_last > after)
                {
                    return;
                }

                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Asynchronous continuations: the writer's thread calls Advance and must not run what readers do next.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
