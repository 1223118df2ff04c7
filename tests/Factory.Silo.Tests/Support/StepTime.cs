namespace Factory.Silo.Tests.Support;

/// <summary>The system's clock, but timers fire only when a test says so.</summary>
internal sealed class StepTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a timer of this length is set, then fires it.</summary>
    public async Task FireAsync(TimeSpan due)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_timers.FirstOrDefault(t => t.Due == due) is { } timer)
                {
                    _timers.Remove(timer);
                    timer.Fire();
                    return;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state)) { Due = dueTime };
        Set(timer);
        return timer;
    }

    private void Set(Timer timer)
    {
        lock (_lock)
        {
            _timers.Add(timer);
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Timer(StepTime owner, Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public void Fire() => ThreadPool.QueueUserWorkItem(_ => fire());

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            Due = dueTime;
            owner.Set(this);
            return true;
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
