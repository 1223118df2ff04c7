namespace Factory.Engine.Calls;

/// <summary>Which calls of an activation run, and which wait for them. Not thread-safe: the activation guards it.</summary>
internal sealed class CallGate(bool reentrant)
{
    private Queue<Task>? _waiting; // The turn of each call that waits; its state is the call.
    private List<GrainCall>? _interleaved;

    /// <summary>The running call that did not need anybody's leave to start.</summary>
    public GrainCall? Primary { get; private set; }

    public bool IsIdle => Primary is null && _interleaved is not { Count: > 0 };

    public int WaitingCount => _waiting?.Count ?? 0;

    /// <summary>Makes the call a running one if what runs now allows it.</summary>
    public bool TryAdmit(GrainCall call)
    {
        if (IsIdle)
        {
            Primary = call;
            return true;
        }

        // Readers join readers, but not past a writer that waits: it would starve.
        if (!Interleaves(call) || (WaitingCount > 0 && !AlwaysInterleaves(call)))
        {
            return false;
        }

        (_interleaved ??= []).Add(call);
        return true;
    }

    public void Enqueue(Task turn) => (_waiting ??= new()).Enqueue(turn);

    /// <summary>Takes the next waiting call if it may run now.</summary>
    public bool TryAdmitNext(out Task? turn)
    {
        turn = null;
        if (_waiting is not { Count: > 0 } || _waiting.Peek().AsyncState is not GrainCall next || !(IsIdle || Interleaves(next)))
        {
            return false;
        }

        turn = _waiting.Dequeue();
        if (IsIdle)
        {
            Primary = next;
        }
        else
        {
            (_interleaved ??= []).Add(next);
        }

        return true;
    }

    public void End(GrainCall call)
    {
        if (ReferenceEquals(Primary, call))
        {
            Primary = null;
        }
        else
        {
            _interleaved?.Remove(call);
        }
    }

    /// <summary>Puts a call of the activation's own life in front of all others.</summary>
    public void Seize(GrainCall call) => Primary = call;

    /// <summary>Takes a waiting call back; false when it runs already.</summary>
    public bool TryWithdraw(GrainCall call)
    {
        var others = DrainWaiting();
        var found = false;
        foreach (var turn in others)
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
        return all;
    }

    public IEnumerable<GrainCall> Waiting() => _waiting?.Select(turn => (GrainCall)turn.AsyncState!) ?? [];

    public bool Runs(GrainCall call) => ReferenceEquals(Primary, call) || _interleaved?.Contains(call) == true;

    private bool AlwaysInterleaves(GrainCall call) => reentrant || call.Method.AlwaysInterleaves;

    private bool Interleaves(GrainCall call) => AlwaysInterleaves(call) || (call.Method.IsReadOnly && OnlyReadersRun());

    private bool OnlyReadersRun() =>
        Primary?.Method.IsReadOnly != false && (_interleaved is null || _interleaved.TrueForAll(call => call.Method.IsReadOnly));
}
