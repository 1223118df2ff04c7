namespace Factory.Engine.Calls;

/// <summary>Which calls of an activation run, and which wait for them. Not thread-safe: the activation guards it.</summary>
/// <remarks>A call that always interleaves waits for nobody and keeps nobody waiting, as in Orleans.</remarks>
internal sealed class CallGate(bool reentrant)
{
    private Queue<Task>? _waiting; // The turn of each call that waits; its state is the call.
    private List<GrainCall>? _interleaved;
    private int _blocking; // Running calls that keep others waiting.
    private int _waitingInterleavers; // Those that came while the activation was not ready.

    /// <summary>The running call that did not need anybody's leave to start.</summary>
    public GrainCall? Primary { get; private set; }

    public bool IsIdle => Primary is null && _interleaved is not { Count: > 0 };

    public int WaitingCount => _waiting?.Count ?? 0;

    /// <summary>Makes the call a running one if what runs now allows it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sections">The call chains that may enter again; asked on the caller's thread.</param>
    public bool TryAdmit(GrainCall call, ReentrantSections? sections)
    {
        if (!MayRun(call) || (JoinsPastWriters(call) && !MayPassWriters(call)))
        {
            if (sections?.LetsInCaller() != true)
            {
                return false;
            }
        }

        Begin(call);
        return true;
    }

    public void Enqueue(Task turn)
    {
        (_waiting ??= new()).Enqueue(turn);
        _waitingInterleavers += AlwaysInterleaves(CallOf(turn)) ? 1 : 0;
    }

    /// <summary>Takes the next waiting call if it may run now.</summary>
    public bool TryAdmitNext(out Task? turn)
    {
        turn = null;
        if (_waiting is not { Count: > 0 })
        {
            return false;
        }

        if (MayRun(CallOf(_waiting.Peek())))
        {
            turn = _waiting.Dequeue();
        }
        else if (_waitingInterleavers > 0)
        {
            turn = _waiting.First(waiting => AlwaysInterleaves(CallOf(waiting)));
            TryWithdraw(CallOf(turn));
            Begin(CallOf(turn));
            return true;
        }
        else
        {
            return false;
        }

        _waitingInterleavers -= AlwaysInterleaves(CallOf(turn)) ? 1 : 0;
        Begin(CallOf(turn));
        return true;
    }

    public void End(GrainCall call)
    {
        if (ReferenceEquals(Primary, call))
        {
            Primary = null;
        }
        else if (_interleaved?.Remove(call) != true)
        {
            return;
        }

        _blocking -= Blocks(call) ? 1 : 0;
    }

    /// <summary>Makes the call the first of a gate that is idle.</summary>
    public void Seize(GrainCall call) => Begin(call);

    /// <summary>Takes a waiting call back; false when it runs already.</summary>
    public bool TryWithdraw(GrainCall call)
    {
        var found = false;
        foreach (var turn in DrainWaiting())
        {
            if (ReferenceEquals(turn.AsyncState, call))
            {
                found = true;
            }
            else
            {
                Enqueue(turn);
            }
        }

        return found;
    }

    public Task[] DrainWaiting()
    {
        var all = _waiting?.ToArray() ?? [];
        _waiting?.Clear();
        _waitingInterleavers = 0;
        return all;
    }

    public IEnumerable<GrainCall> Running() => [.. Primary is null ? [] : new[] { Primary }, .. _interleaved ?? []];

    public IEnumerable<GrainCall> Waiting() => _waiting?.Select(CallOf) ?? [];

    /// <summary>Whether the call runs.</summary>
    public bool Runs(GrainCall call) => ReferenceEquals(Primary, call) || _interleaved?.Contains(call) == true;

    /// <summary>Whether the call runs and keeps the other one waiting.</summary>
    public bool Blocks(GrainCall running, GrainCall waiting) =>
        Runs(running) && Blocks(running) && !(running.Method.IsReadOnly && waiting.Method.IsReadOnly);

    private static GrainCall CallOf(Task turn) => (GrainCall)turn.AsyncState!;

    private void Begin(GrainCall call)
    {
        _blocking += Blocks(call) ? 1 : 0;
        if (Primary is null)
        {
            Primary = call;
        }
        else
        {
            (_interleaved ??= []).Add(call);
        }
    }

    private bool Blocks(GrainCall call) => call is LifecycleCall || !AlwaysInterleaves(call);

    private bool AlwaysInterleaves(GrainCall call) => reentrant || call.Method.AlwaysInterleaves;

    private bool MayRun(GrainCall call) => _blocking == 0 || AlwaysInterleaves(call) || (call.Method.IsReadOnly && OnlyReadersRun());

    /// <summary>A reader that would join readers although somebody waits.</summary>
    private bool JoinsPastWriters(GrainCall call) => _blocking > 0 && WaitingCount > 0 && !AlwaysInterleaves(call);

    /// <summary>Readers from outside wait behind a waiting writer, or it would starve. One that a grain sent may belong to a running reader.</summary>
    private static bool MayPassWriters(GrainCall call) => call.Parent is not null;

    private bool OnlyReadersRun() => (Primary is null || Reads(Primary)) && (_interleaved is null || _interleaved.TrueForAll(Reads));

    private bool Reads(GrainCall call) => call.Method.IsReadOnly || AlwaysInterleaves(call);
}
