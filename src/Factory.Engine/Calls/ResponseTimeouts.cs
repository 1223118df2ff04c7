using System.Diagnostics;
using Factory.Engine.Activations;
using Factory.Engine.Scheduling;

namespace Factory.Engine.Calls;

/// <summary>
/// Fails calls that wait too long for their answer. It looks at all open calls a few times per time-out, so that a call pays nothing for being
/// watched; while no call waits it does not look.
/// </summary>
internal sealed class ResponseTimeouts
{
    private const int LooksPerTimeout = 10;
    private static readonly TimeSpan WithDebugger = TimeSpan.FromMinutes(30);

    private readonly ActivationHost _host;
    private readonly TimeSpan _timeout;
    private readonly ITimer? _timer;
    private int _look;
    private int _armed;

    public ResponseTimeouts(ActivationHost host)
    {
        _host = host;
        _timeout = host.Options.ResponseTimeout;
        if (_timeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _timeout = Debugger.IsAttached && _timeout < WithDebugger ? WithDebugger : _timeout;
        _timer = CleanFlow.Run((host.Time, Watch: this), static context => context.Time.CreateTimer(
            static watch => ((ResponseTimeouts)watch!).Look(), context.Watch, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Says that a call waits.</summary>
    public void Watch()
    {
        if (_timer is not null && Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(_timeout / LooksPerTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        _look++;
        Interlocked.Exchange(ref _armed, 0); // Before looking: a call that comes meanwhile arms again.
        foreach (var activation in _host.Directory.Busy())
        {
            var calls = activation.OpenCalls();
            foreach (var call in calls)
            {
                if (call.TimesOut && call.IsDeferred && !call.IsAnswered)
                {
                    Look(call, activation, calls);
                }
            }
        }
    }

    private void Look(GrainCall call, Activation activation, IReadOnlyList<GrainCall> calls)
    {
        if (call.LastLook == 0)
        {
            call.LastLook = _look + LooksPerTimeout;
        }

        if (call.LastLook > _look)
        {
            Watch();
            return;
        }

        var state = activation.Runs(call) ? "It still runs; its result will be dropped." : $"It waits for {calls[0].Method.Name}, which runs.";
        call.Fail(new TimeoutException($"{activation.GrainId}.{call.Method.Name} did not answer within {_timeout}. {state}"));
    }
}
