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
    private ReentrantSections? _sections;

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

    /// <summary>The call that the running turn belongs to; null for what a call left running when it ended. Ask only from inside the turn.</summary>
    public GrainCall? CurrentCall => CallFlow.Current is { } call && ReferenceEquals(call.Target, this) ? (call.Ended ? null : call) : _gate.Primary;

    /// <summary>Ties what the turn starts to its call, also when other calls run meanwhile or the call has ended.</summary>
    public void PinCurrentCall() => CallFlow.Current = CurrentCall;

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

            admitted = _stage == ActivationStage.Active && (_ending is null || !_gate.IsIdle) && _gate.TryAdmit(call, _sections);
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

        if (!admitted)
        {
            AnswerInTime(call);
        }

        return true;
    }

    /// <summary>The call chains that may enter again, made when the first is let in.</summary>
    public IReentrantSections Sections => _sections ??= new();

    /// <summary>The calls that run and wait, running ones first.</summary>
    public IReadOnlyList<GrainCall> OpenCalls()
    {
        lock (_gate)
        {
            return [.. _gate.Running(), .. _gate.Waiting()];
        }
    }

    /// <summary>Whether any call runs or waits; a glance that may be wrong for a moment.</summary>
    public bool HasOpenCalls => !_gate.IsIdle || _gate.WaitingCount > 0;

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

    /// <summary>Whether the one call runs here and keeps the other waiting.</summary>
    public bool Blocks(GrainCall running, GrainCall waiting)
    {
        lock (_gate)
        {
            return _gate.Blocks(running, waiting);
        }
    }

    public IReadOnlyList<GrainCall> WaitingCalls()
    {
        lock (_gate)
        {
            return [.. _gate.Waiting()];
        }
    }

    /// <summary>Calls that were started here. Written inside turns only.</summary>
    public long CallCount { get; private set; }

    /// <summary>How many calls run and wait.</summary>
    public (int Running, int Waiting) Counts()
    {
        lock (_gate)
        {
            return (_gate.Running().Count(), _gate.WaitingCount);
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
        AnswerInTime(call);
        call.Awaited = true;
        _host.Measures.Start(call);
        outcome.ContinueWith(
            static (ended, call) => ((Activation)((GrainCall)call!).Target!).Finish((GrainCall)call, ended),
            call,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            _turns);
    }

    /// <summary>From here on the caller's answer may come before the grain's: by a time-out, or when its token is cancelled.</summary>
    private void AnswerInTime(GrainCall call)
    {
        call.Defer();
        _host.Timeouts.Watch();
        if (call.CancellationToken.CanBeCanceled)
        {
            CallCancellation.Watch(call);
        }
    }

    private Task Invoke(GrainCall call)
    {
        if (call is LifecycleCall)
        {
            return call.Start(this);
        }

        if (call.IsAnswered)
        {
            return Task.CompletedTask; // Its caller went away while it waited.
        }

        if (call.CancellationToken.IsCancellationRequested)
        {
            call.Defer();
            return Task.FromCanceled(call.CancellationToken);
        }

        _host.Metrics.CallStarted();
        if (++CallCount % CallMeasures.Sample == 1)
        {
            _host.Measures.Start(call);
        }

        var filters = CallTracing.IsWanted ? _host.TracedFilters : _host.IncomingFilters;
        return (filters.Length == 0 && !Class.FiltersCalls) || !call.IsFiltered
            ? call.Start(GrainInstance!)
            : IncomingCall.Start(this, call, filters);
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

        if (call.StartedAt != 0 && call is not LifecycleCall)
        {
            _host.Measures.End(call, this, failed: !outcome.IsCompletedSuccessfully);
        }
    }

    private static void Answer(GrainCall call, Task outcome)
    {
        if (call.IsDeferred && outcome is Task<FilteredResult> { IsCompletedSuccessfully: true } filtered)
        {
            call.Settle(filtered.Result.Value);
        }
        else if (!call.IsAnswered)
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
        Class.Statistics.Failed();
        if (call.Method.IsOneWay && outcome.Exception is { InnerException: { } failure })
        {
            _host.Log.OneWayCallFailed(failure, GrainId, call.Method.Name);
        }
    }
}
