using System.Runtime.CompilerServices;

namespace Factory.Engine.Calls;

/// <summary>A call without a result.</summary>
public abstract class GrainTaskCall : GrainCall
{
    private Task? _own;
    private AsyncTaskMethodBuilder _promise;
    private volatile bool _deferred; // The promise is there before this says so.

    protected abstract Task Invoke(object grain);

    internal Task Outcome => _deferred ? _promise.Task : _own!;

    /// <summary>The outcome for the sender, who does not touch the call again: one that ended at once is used for the next.</summary>
    internal Task TakeOutcome()
    {
        var outcome = Outcome;
        if (Ended && !HasEscaped)
        {
            _own = null;
            Reset();
        }

        return outcome;
    }

    internal sealed override Task Promise => _promise.Task;

    internal sealed override bool IsDeferred => _deferred;

    internal sealed override object? ResultOf(Task completed) => null;

    internal sealed override Task Start(object grain)
    {
        try
        {
            return Invoke(grain) ?? throw new InvalidOperationException($"{Method} returned null instead of a task.");
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    internal sealed override void Defer()
    {
        if (!_deferred)
        {
            _promise = AsyncTaskMethodBuilder.Create();
            _ = _promise.Task; // Made now: the caller and the grain may ask for it at the same time.
            _deferred = true;
            Escape();
        }
    }

    internal sealed override void Settle(Task outcome)
    {
        if (!_deferred)
        {
            _own = outcome;
        }
        else if (!TryAnswer())
        {
            return;
        }
        else if (outcome.IsCompletedSuccessfully)
        {
            _promise.SetResult();
        }
        else
        {
            _promise.SetException(FailureOf(outcome));
        }
    }

    internal sealed override void Settle(object? result)
    {
        Defer();
        if (TryAnswer())
        {
            _promise.SetResult();
        }
    }

    internal sealed override bool Fail(Exception failure)
    {
        Defer();
        var inTime = TryAnswer();
        if (inTime)
        {
            _promise.SetException(failure);
        }

        return inTime;
    }
}
