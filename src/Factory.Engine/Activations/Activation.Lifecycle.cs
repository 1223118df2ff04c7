using Factory.Engine.Calls;
using Factory.Engine.Diagnostics;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>This part is the activation's beginning and end.</summary>
internal sealed partial class Activation
{
    private CancellationTokenSource? _lifetime; // Made when somebody asks: most grains take no part in their beginning and end.
    private DeactivationReason? _ending; // Asked for; begins when the running calls have ended.
    private bool _owesCall; // The grain asked to end while it was activating: it still serves the call that woke it.
    private TaskCompletionSource? _deactivated;
    private long _lastUse;
    private long _keepUntil;

    /// <summary>Until when the idle collector leaves the grain alone. Kept as ticks: a turn writes it while the collector reads.</summary>
    public DateTimeOffset KeepUntil
    {
        get => new(Volatile.Read(ref _keepUntil), TimeSpan.Zero);
        set => Volatile.Write(ref _keepUntil, value.UtcTicks);
    }

    public long LastUse => _lastUse;

    public Task Deactivated
    {
        get
        {
            lock (_gate)
            {
                return _stage == ActivationStage.Dead ? Task.CompletedTask : (_deactivated ??= new()).Task;
            }
        }
    }

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _stage == ActivationStage.Active && _gate.IsIdle && _gate.WaitingCount == 0;
            }
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_ending is null && _enumerations is { } open)
            {
                new Task(open.Leave).Start(_turns);
            }

            _ending ??= deactivationReason;
            if (_stage == ActivationStage.Active && _gate.IsIdle)
            {
                BeginDeactivating();
            }
        }
    }

    /// <summary>Tells a grain that is slow to end that the host will not wait longer.</summary>
    public void GiveUp() => Lifetime.Cancel();

    private CancellationTokenSource Lifetime => LazyInitializer.EnsureInitialized(ref _lifetime, static () => new());

    private LifecycleCall BeginActivating(GrainCall first)
    {
        _stage = ActivationStage.Activating;
        var birth = new LifecycleCall(LifecycleCall.Activate, ActivateAsync) { Target = this, Parent = first.Parent };
        _gate.Seize(birth);
        return birth;
    }

    private void BeginDeactivating()
    {
        _stage = ActivationStage.Deactivating;
        var death = new LifecycleCall(LifecycleCall.Deactivate, DeactivateAsync) { Target = this };
        _gate.Seize(death);
        new Task(RunCall, death).Start(_turns);
    }

    private async Task ActivateAsync()
    {
        try
        {
            _host.Placement.RequireSilo(Class, GrainId);
            await BuildAsync();
            if (Class.TakesPartInActivation && GrainInstance is IGrainBase body)
            {
                await body.OnActivateAsync(Lifetime.Token);
            }
        }
        catch (Exception failure)
        {
            _host.Log.ActivationFailed(failure, GrainId);
            await DisposeBodyAsync();
            End(waiting => waiting.Fail(failure));
            return;
        }

        _host.Metrics.Activated(Class.Name);
        lock (_gate)
        {
            _stage = ActivationStage.Active;
            _lastUse = _host.Idleness.Now;
            _owesCall = _ending is not null && _gate.WaitingCount > 0;
        }
    }

    private async Task DeactivateAsync()
    {
        StopTimers();
        try
        {
            if (_enumerations is not null)
            {
                await _enumerations.EndAllAsync();
            }

            if (Class.TakesPartInDeactivation && GrainInstance is IGrainBase body)
            {
                await body.OnDeactivateAsync(_ending!.Value, Lifetime.Token);
            }
        }
        catch (Exception failure)
        {
            _host.Log.DeactivationFailed(failure, GrainId);
        }

        await DisposeBodyAsync();
        _host.Metrics.Deactivated(Class.Name);
        Class.Statistics.Keep(CallCount);
        End(waiting: null);
    }

    /// <summary>Leaves the directory and sends calls that still wait to the grain's next activation.</summary>
    private void End(Action<GrainCall>? waiting)
    {
        _host.Directory.Remove(this);
        Task[] left;
        TaskCompletionSource? deactivated;
        lock (_gate)
        {
            _stage = ActivationStage.Dead;
            left = _gate.DrainWaiting();
            deactivated = _deactivated;
        }

        foreach (var turn in left)
        {
            var call = (GrainCall)turn.AsyncState!;
            if (waiting is not null)
            {
                waiting(call);
            }
            else if (call.DiesWithActivation)
            {
                call.GiveUp();
            }
            else
            {
                _host.Router.Deliver(GrainId, call, turn);
            }
        }

        deactivated?.TrySetResult();
    }

    private async ValueTask DisposeBodyAsync()
    {
        StopTimers();
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable body: await body.DisposeAsync(); break;
                case IDisposable body: body.Dispose(); break;
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception failure)
        {
            _host.Log.DeactivationFailed(failure, GrainId);
        }
    }
}
