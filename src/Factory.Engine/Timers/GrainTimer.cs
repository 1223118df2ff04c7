using Factory.Engine.Activations;
using Factory.Engine.Diagnostics;
using Factory.Engine.Scheduling;
using Orleans.Runtime;

namespace Factory.Engine.Timers;

/// <summary>A grain's timer. The period counts from the end of a tick, so ticks never pile up.</summary>
internal sealed class GrainTimer<TState> : IGrainTimer, IActivationTimer, ITicking
{
    private readonly Activation _activation;
    private readonly ActivationHost _host;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly TimerTick.Kind _kind;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private int _changes;

    public GrainTimer(
        Activation activation, ActivationHost host, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        (_dueTime, _period) = (Checked(options.DueTime), Checked(options.Period));
        _activation = activation;
        _host = host;
        _callback = callback;
        _state = state;
        _kind = new(options.Interleave, options.KeepAlive);
        _timer = CleanFlow.Run(
            (host.Time, Timer: this),
            static context => context.Time.CreateTimer(static timer => ((GrainTimer<TState>)timer!).Due(), context.Timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
    }

    public void Start() => _timer.Change(_dueTime, Timeout.InfiniteTimeSpan);

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        (_dueTime, _period) = (Checked(dueTime), Checked(period));
        _changes++;
        if (!_stop.IsCancellationRequested)
        {
            Start();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _timer.Dispose();
        _activation.Forget(this);
    }

    public async Task TickAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        var changes = _changes;
        try
        {
            await _callback(_state, _stop.Token);
        }
        catch (Exception failure)
        {
            _host.Log.TimerFailed(failure, _activation.GrainId);
        }

        if (changes == _changes && !_stop.IsCancellationRequested)
        {
            _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Checked(TimeSpan time) =>
        time >= TimeSpan.Zero || time == Timeout.InfiniteTimeSpan
            ? time
            : throw new ArgumentOutOfRangeException(nameof(time), time, "Timer times are zero or more, or Timeout.InfiniteTimeSpan.");

    private void Due() => _activation.TryAccept(new TimerTick(this, _kind));
}
