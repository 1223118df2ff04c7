namespace Factory.Storage.Writing;

/// <summary>A write on its way to disk.</summary>
internal abstract class PendingWrite
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _stage;

    /// <summary>Set when this write failed alone; the others of its batch go on.</summary>
    public Exception? Failure { get; set; }

    /// <summary>False when its caller gave up while it waited. Once taken it cannot be cancelled: its caller learns how it ended.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _stage, Started, Waiting) == Waiting;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stage, Cancelled, Waiting) == Waiting)
        {
            SetCancelled(cancellationToken);
        }
    }

    /// <summary>Does the work inside the batch's transaction.</summary>
    public abstract void Execute(WriteContext context);

    /// <summary>Tells the caller, after the commit: success, or the failure of this write alone.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that the whole batch failed.</summary>
    public abstract void Fail(Exception failure);

    protected abstract void SetCancelled(CancellationToken cancellationToken);
}

/// <summary>A write that returns something.</summary>
internal sealed class PendingWrite<T>(Func<WriteContext, T> work) : PendingWrite
{
    // Callers must not go on inside the writer's thread.
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
