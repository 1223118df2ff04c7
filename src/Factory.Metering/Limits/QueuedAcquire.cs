using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>A call that waits for a place. What ends the wait is decided under the gate's lock; whoever waits goes on elsewhere.</summary>
internal sealed class QueuedAcquire(ProviderLimiter gate, long tokens, TimeSpan deadline)
{
    private readonly TaskCompletionSource<AcquireResult> _entry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Tokens => tokens;

    /// <summary>When it has waited long enough.</summary>
    public TimeSpan Deadline => deadline;

    public async ValueTask<AcquireResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((QueuedAcquire)waiter!).GiveUp(token), this);
        return await _entry.Task;
    }

    public void Complete(AcquireResult entry) => _entry.SetResult(entry);

    private void GiveUp(CancellationToken cancellationToken)
    {
        // One that was let in at the same moment keeps its place; its caller leaves it again.
        if (gate.Remove(this))
        {
            _entry.SetCanceled(cancellationToken);
        }
    }
}
