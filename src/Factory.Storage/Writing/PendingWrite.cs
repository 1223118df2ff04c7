namespace Factory.Storage.Writing;

/// <summary>A queued write.</summary>
internal abstract class PendingWrite
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _stage;

    /// <summary>The failure of this write alone, set before the commit of its batch; null when it succeeded.</summary>
    public Exception? Failure { get; set; }

    /// <summary>
    /// Marks the write as started; false when it was cancelled while queued. A started write can no longer be
    /// cancelled.
    /// </summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _stage, Started, Waiting) == Waiting;

    /// <summary>Cancels the write if it has not started.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        // One compare-and-swap decides between the writer and the caller. Without it a caller could see a cancellation
        // although its write commits.
        if (Interlocked.CompareExchange(ref _stage, Cancelled, Waiting) == Waiting)
        {
            SetCancelled(cancellationToken);
        }
    }

    /// <summary>Runs the work inside the transaction of its batch.</summary>
    public abstract void Execute(WriteContext context);

    /// <summary>Completes the caller's task after the commit, with the result or with <see cref="Failure"/>.</summary>
    public abstract void Complete();

    /// <summary>Fails the caller's task because the whole batch failed.</summary>
    public abstract void Fail(Exception failure);

    protected abstract void SetCancelled(CancellationToken cancellationToken);
}

/// <summary>A queued write with a result.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
internal sealed class PendingWrite<T>(Func<WriteContext, T> work) : PendingWrite
{
    // Callers must not continue on the writer's thread: one that blocks would stop all writes.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Result => _result.Task;

    public override void Execute(WriteContext context) => _value = work(context);

    public override void Complete()
    {
        if (Failure is null)
        {
            _result.TrySetResult(_value!);
        }
        else
        {
            _result.TrySetException(Failure);
        }
    }

    public override void Fail(Exception failure) => _result.TrySetException(failure);

    protected override void SetCancelled(CancellationToken cancellationToken) => _result.TrySetCanceled(cancellationToken);
}
