using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>A call that waits for a permit. The wait is ended under the limiter's lock; the caller continues on another thread, so that it cannot run under that lock.</summary>
internal sealed class QueuedAcquire(ProviderLimiter limiter, long tokens, TimeSpan deadline)
{
    private readonly TaskCompletionSource<AcquireResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The upper bound of the call, in tokens.</summary>
    public long Tokens => tokens;

    /// <summary>When it is rejected, on the limiter's clock.</summary>
    public TimeSpan Deadline => deadline;

    /// <summary>Waits for the permit or the rejection.</summary>
    public async ValueTask<AcquireResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static (queued, token) => ((QueuedAcquire)queued!).OnCancelled(token), this);
        return await _result.Task;
    }

    /// <summary>Ends the wait. Called once, by the caller that took it out of the queue.</summary>
    public void Complete(AcquireResult acquired) => _result.SetResult(acquired);

    private void OnCancelled(CancellationToken cancellationToken)
    {
        // A call that was let through at the same moment keeps its permit: its caller gets it and disposes it. Cancelling here would leak it.
        if (limiter.TryDequeue(this))
        {
            _result.SetCanceled(cancellationToken);
        }
    }
}
