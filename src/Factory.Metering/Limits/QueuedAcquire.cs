using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>A call that waits for a place. What ends the wait is decided under the limiter's lock; whoever waits goes on elsewhere.</summary>
internal sealed class QueuedAcquire(ProviderLimiter limiter, long tokens, TimeSpan deadline)
{
    private readonly TaskCompletionSource<AcquireResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Tokens => tokens;

    /// <summary>When it has waited long enough.</summary>
    public TimeSpan Deadline => deadline;

    public async ValueTask<AcquireResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((QueuedAcquire)waiter!).OnCancelled(token), this);
        return await _result.Task;
    }

    public void Complete(AcquireResult acquired) => _result.SetResult(acquired);

    private void OnCancelled(CancellationToken cancellationToken)
    {
        // One that was let in at the same moment keeps its place; its caller leaves it again.
        if (limiter.TryDequeue(this))
        {
            _result.SetCanceled(cancellationToken);
        }
    }
}
