using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Factory.Engine.Calls;

/// <summary>One call in flight: its method, its arguments and, in the end, its outcome. Generated classes hold the arguments.</summary>
/// <remarks>
/// Arguments and results are passed by reference. Data that crosses a grain boundary is an immutable record (the dialect's rule), so
/// copying it would only cost; whoever passes a mutable object shares it with the grain.
/// </remarks>
public abstract class GrainCall : IInvokable
{
    public abstract GrainMethod Method { get; }

    public virtual int ArgumentCount => 0;

    public virtual CancellationToken CancellationToken => default;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    int IInvokable.GetArgumentCount() => ArgumentCount;

    string IInvokable.GetMethodName() => Method.Name;

    string IInvokable.GetInterfaceName() => Method.InterfaceName;

    MethodInfo IInvokable.GetMethod() => Method.InterfaceMethod;

    Type IInvokable.GetInterfaceType() => Method.InterfaceType;

    CancellationToken IInvokable.GetCancellationToken() => CancellationToken;

    void IDisposable.Dispose() => GC.SuppressFinalize(this);

    /// <summary>The grain that runs the call, set by the host when the call is sent; the host's own object.</summary>
    internal object? Target;

    /// <summary>The call that this one was made from, in the same chain of waiting; null when the caller is not a grain.</summary>
    internal GrainCall? Parent;

    /// <summary>Whether the grain has finished with the call.</summary>
    internal volatile bool Ended;

    /// <summary>Whether somebody lets the caller go when its token is cancelled.</summary>
    internal bool IsCancellationWatched;

    /// <summary>The look of the time-out watch by which the call must have answered; 0 while it has not been seen. The watch's own.</summary>
    internal int LastLook;

    /// <summary>When the grain began, by the host's clock; 0 for a call that is not measured. The host's own.</summary>
    internal long StartedAt;

    /// <summary>Whether the grain awaited something in it.</summary>
    internal bool Awaited;

    private int _answered;

    /// <summary>Whether the caller has its outcome. It may come before the grain has ended: by a time-out or a cancellation.</summary>
    internal bool IsAnswered => Volatile.Read(ref _answered) != 0;

    /// <summary>Claims the right to complete the promise; of several that want to, one may.</summary>
    private protected bool TryAnswer() => Interlocked.Exchange(ref _answered, 1) == 0;

    /// <summary>Whether anybody but the thread that sent the call may know it. Only a call that nobody else ever knew is used again.</summary>
    internal bool HasEscaped { get; private set; }

    /// <summary>Notes that the call outlives its sending, and with it the calls that it was made from.</summary>
    internal void Escape()
    {
        for (var call = this; call is { HasEscaped: false }; call = call.Parent)
        {
            call.HasEscaped = true;
        }
    }

    /// <summary>Forgets the arguments and keeps the object for the thread's next call of this method; generated.</summary>
    protected virtual void Recycle() { }

    /// <summary>Ready for another call, with nothing left of this one.</summary>
    private protected void Reset()
    {
        Target = null;
        Parent = null;
        Ended = false;
        StartedAt = 0;
        Recycle();
    }

    /// <summary>Whether the call counts as use of the grain; idle grains are collected.</summary>
    internal virtual bool KeepsAlive => true;

    /// <summary>Whether filters see the call; the engine's own ticks and deliveries are not calls to users.</summary>
    internal virtual bool IsFiltered => true;

    /// <summary>Whether a caller waits for an answer and gets a <see cref="TimeoutException"/> when none comes in time.</summary>
    internal virtual bool TimesOut => !Method.IsOneWay;

    /// <summary>Whether the call means this activation only, and is given up rather than passed on when it ends.</summary>
    internal virtual bool DiesWithActivation => false;

    /// <summary>The activation that the call meant ended before the call's turn came.</summary>
    internal virtual void GiveUp() { }

    /// <summary>Whether the caller's task is a promise that the host completes, instead of the grain's own task.</summary>
    internal abstract bool IsDeferred { get; }

    /// <summary>The promise of a deferred call.</summary>
    internal abstract Task Promise { get; }

    /// <summary>The grain's result as filters see it.</summary>
    internal abstract object? ResultOf(Task completed);

    /// <summary>Calls the grain. Never throws: a failure before the first await becomes a failed task.</summary>
    internal abstract Task Start(object grain);

    /// <summary>Gives the caller a promise; done when the call cannot start at once.</summary>
    internal abstract void Defer();

    /// <summary>The grain's own task is the outcome. Too late when the caller has its answer.</summary>
    internal abstract void Settle(Task outcome);

    /// <summary>The call ends with this result, given by a filter. Too late when the caller has its answer.</summary>
    internal abstract void Settle(object? result);

    /// <summary>The call fails without (or in spite of) the grain; false when the caller has its answer.</summary>
    internal abstract bool Fail(Exception failure);

    /// <summary>What awaiting the task would throw, with the stack of where it was thrown.</summary>
    private protected static Exception FailureOf(Task outcome)
    {
        if (outcome.Exception?.InnerException is { } failure)
        {
            return failure;
        }

        try
        {
            outcome.GetAwaiter().GetResult();
            throw new InvalidOperationException("The task has not failed.");
        }
        catch (OperationCanceledException cancellation)
        {
            return cancellation;
        }
    }
}
