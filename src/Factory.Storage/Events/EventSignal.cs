namespace Factory.Storage.Events;

/// <summary>Knows the position of the newest committed event and wakes those who wait for a newer one.</summary>
internal sealed class EventSignal(long last)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = NewSource();
    private long _last = last;

    /// <summary>Position of the newest committed event.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>An event was committed.</summary>
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

        reached.TrySetResult();
    }

    /// <summary>Completes when there is an event after this position. Position and task are taken under one lock, so no commit falls between them.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
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

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
