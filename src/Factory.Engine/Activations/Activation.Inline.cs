using System.Runtime.CompilerServices;
using Factory.Engine.Calls;
using Factory.Engine.Scheduling;

namespace Factory.Engine.Activations;

/// <summary>This part runs a call of an idle grain at once, on its caller's thread and without a task: the way most calls go.</summary>
internal sealed partial class Activation
{
    /// <summary>How often a caller looks again when another thread is inside the grain; a short turn is over sooner than a queued one starts.</summary>
    private const int Looks = 16;

    private const int SpinsPerLook = 8;

    /// <summary>Runs the call if the grain is idle and nothing waits; false when it must take the ordinary way.</summary>
    /// <remarks>
    /// The law is the same on both ways: one turn at a time, in the order of arrival, with the caller's request context and none of its
    /// schedulers. A chain of calls deeper than the thread's stack goes on in turns of its own.
    /// </remarks>
    private bool TryRunHere(GrainCall call)
    {
        if (!_host.MayRunHere || call.Method.IsOneWay || !RuntimeHelpers.TryEnsureSufficientExecutionStack()
            || ExecutionContext.Capture() is not { } context || !TryTake(call))
        {
            return false;
        }

        var thread = CallersThread.Lend(_turns, context);
        try
        {
            RunHere(call);
        }
        finally
        {
            thread.GiveBack();
        }

        return true;
    }

    private bool TryTake(GrainCall call)
    {
        for (var look = 0; _turns.IsBusy && look < Looks; look++)
        {
            Thread.SpinWait(SpinsPerLook);
        }

        lock (_gate)
        {
            if (_stage != ActivationStage.Active || _ending is not null || !_gate.IsIdle || _gate.WaitingCount > 0 || !_turns.TryEnter())
            {
                return false;
            }

            call.Target = this;
            _gate.Seize(call);
            return true;
        }
    }

    private void RunHere(GrainCall call)
    {
        if (CallFlow.Current is not null)
        {
            CallFlow.Current = call;
            call.Escape();
        }

        var outcome = Invoke(call);
        if (outcome.IsCompleted)
        {
            Note(call, outcome);
            LeaveTurn(call);
            Answer(call, outcome);
        }
        else
        {
            Await(call, outcome);
            LeaveTurn(ended: null);
        }
    }

    /// <summary>Ends the turn, and the call with it if it has ended: one visit to the gate for both.</summary>
    private void LeaveTurn(GrainCall? ended)
    {
        bool more;
        lock (_gate)
        {
            if (ended is not null)
            {
                ReleaseInside(ended);
            }

            more = _turns.Leave();
        }

        if (more)
        {
            _turns.GoOn();
        }
    }
}
