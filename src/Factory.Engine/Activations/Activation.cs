using System.Runtime.CompilerServices;
using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Factory.Engine.Diagnostics;
using Factory.Engine.Filters;
using Factory.Engine.Scheduling;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>The live body of one grain: takes its calls, one turn at a time. This part is the path of a call.</summary>
internal sealed partial class Activation : ICallTarget
{
    private static readonly Action<object?> RunCall = static call => ((Activation)((GrainCall)call!).Target!).Run((GrainCall)call);

    private readonly ActivationHost _host;
    private readonly CallGate _gate;
    private readonly TurnQueue _turns;
    private ActivationStage _stage;

    public Activation(ActivationHost host, GrainClass grainClass, GrainId grainId, long number)
    {
        _host = host;
        Class = grainClass;
        GrainId = grainId;
        Number = number;
        _gate = new CallGate(grainClass.Entry.IsReentrant);
        _turns = new TurnQueue(host.Turns, this, _gate);
    }

    /// <summary>The grain that the code on this thread belongs to; null when it is not a grain's turn.</summary>
    public static Activation? OnThisThread => (TaskScheduler.Current as TurnQueue)?.Owner as Activation;

    /// <summary>The call that the running turn belongs to. Ask only from inside the turn.</summary>
    public GrainCall? CurrentCall => CallFlow.Current is { Ended: false } call && ReferenceEquals(call.Target, this) ? call : _gate.Primary;

    public bool TryAccept(GrainCall call, Task? turn = null)
    {
        if (turn is null && TryRunHere(call))
        {
            return true;
        }

        var admitted = false;
        LifecycleCall? birth = null;
        lock (_gate)
        {
            if (_stage == ActivationStage.Dead)
            {
                return false;
            }

            call.Target = this;
            if (_stage == ActivationStage.New)
            {
                birth = BeginActivating(call);
            }

            admitted = _stage == ActivationStage.Active && (_ending is null || !_gate.IsIdle) && _gate.TryAdmit(call);
            if (!admitted)
            {
                call.Defer();
                _gate.Enqueue(turn ?? new Task(RunCall, call));
            }
        }

        if (admitted)
        {
            Start(call, turn);
        }
        else if (birth is not null)
        {
            Start(birth, turn: null, andNext: true);
        }
        else
        {
            DeadlockDetector.Check(call);
        }

        if (!admitted && turn is null && call.CancellationToken.CanBeCanceled)
        {
            QueuedCancellation.Watch(call);
        }

        return true;
    }

    public bool TryWithdraw(GrainCall call)
    {
        lock (_gate)
        {
            return _gate.TryWithdraw(call);
        }
    }

    public bool Runs(GrainCall call)
    {
        lock (_gate)
        {
            return _gate.Runs(call);
        }
    }

    public IReadOnlyList<GrainCall> WaitingCalls()
    {
        lock (_gate)
        {
            return [.. _gate.Waiting()];
        }
    }

    /// <summary>Load in calls, for choosing among stateless workers.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
            {
                return _gate.WaitingCount + (_gate.IsIdle ? 0 : 1);
            }
        }
    }

    /// <summary>Runs an admitted call: on this thread if the grain is idle, else as one of its queued turns.</summary>
    /// <param name="call">The call.</param>
    /// <param name="turn">Its turn, if it has one already.</param>
    /// <param name="andNext">Whether the turn that follows may run here too: that of the call for which the grain is activated.</param>
    private void Start(GrainCall call, Task? turn, bool andNext = false)
    {
        turn ??= new Task(RunCall, call);
        var mayRunHere = !call.Method.IsOneWay && RuntimeHelpers.TryEnsureSufficientExecutionStack();
        if (!mayRunHere || !_turns.TryRunNow(turn, andNext))
        {
            call.Defer();
            turn.Start(_turns);
        }
    }

    private void Run(GrainCall call)
    {
        if (!ReferenceEquals(_gate.Primary, call) || CallFlow.Current is not null)
        {
            CallFlow.Current = call;
            call.Escape();
        }

        var outcome = Invoke(call);
        if (outcome.IsCompleted)
        {
            Finish(call, outcome);
            return;
        }

        Await(call, outcome);
    }

    /// <summary>The call goes on in later turns of the grain.</summary>
    private void Await(GrainCall call, Task outcome)
    {
        call.Escape();
        if (!call.IsDeferred)
        {
            call.Settle(outcome);
        }

        outcome.ContinueWith(
            static (ended, call) => ((Activation)((GrainCall)call!).Target!).Finish((GrainCall)call, ended),
            call,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            _turns);
    }

    private Task Invoke(GrainCall call)
    {
        if (call is LifecycleCall)
        {
            return call.Start(this);
        }

        if (call.CancellationToken.IsCancellationRequested)
        {
            call.Defer();
            return Task.FromCanceled(call.CancellationToken);
        }

        _host.Metrics.CallStarted();
        return (_host.IncomingFilters.Length == 0 && !Class.FiltersCalls) || !call.IsFiltered
            ? call.Start(GrainInstance!)
            : IncomingCall.Start(this, call, _host.IncomingFilters);
    }

    private void Finish(GrainCall call, Task outcome)
    {
        Note(call, outcome);
        Release(call);
        Answer(call, outcome);
    }

    private void Note(GrainCall call, Task outcome)
    {
        call.Ended = true;
        if (call.KeepsAlive)
        {
            _lastUse = _host.Idleness.Now;
        }

        if (!outcome.IsCompletedSuccessfully && call is not LifecycleCall)
        {
            NoteFailure(call, outcome);
        }
    }

    private static void Answer(GrainCall call, Task outcome)
    {
        if (call.IsDeferred)
        {
            if (outcome is Task<FilteredResult> { IsCompletedSuccessfully: true } filtered)
            {
                call.Settle(filtered.Result.Value);
            }
            else
            {
                call.Settle(outcome);
            }
        }
        else
        {
            call.Settle(outcome);
        }
    }

    /// <summary>Ends a running call and starts what may run now.</summary>
    private void Release(GrainCall call)
    {
        lock (_gate)
        {
            ReleaseInside(call);
        }
    }

    private void ReleaseInside(GrainCall call)
    {
        _gate.End(call);
        if (_stage != ActivationStage.Active)
        {
            return;
        }

        while ((_ending is null || _owesCall) && _gate.TryAdmitNext(out var turn))
        {
            _owesCall = false;
            turn!.Start(_turns);
        }

        if (_ending is not null && _gate.IsIdle)
        {
            BeginDeactivating();
        }
    }

    private void NoteFailure(GrainCall call, Task outcome)
    {
        _host.Metrics.CallFailed();
        if (call.Method.IsOneWay && outcome.Exception is { InnerException: { } failure })
        {
            _host.Log.OneWayCallFailed(failure, GrainId, call.Method.Name);
        }
    }
}
