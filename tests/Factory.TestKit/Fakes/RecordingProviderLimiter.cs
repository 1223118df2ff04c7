using System.Collections.Concurrent;
using Factory.Domain.Limits;

namespace Factory.TestKit.Fakes;

/// <summary>A limiter that grants every permit and records acquisitions and outcomes.</summary>
public sealed class RecordingProviderLimiter : IProviderLimiters
{
    private int _heldPermits;

    /// <summary>The requested permits, in order.</summary>
    public ConcurrentQueue<(string Provider, long Tokens)> Acquisitions { get; } = new();

    /// <summary>What was reported, in order.</summary>
    public ConcurrentQueue<ProviderOutcome> Outcomes { get; } = new();

    /// <summary>Places that have not been left yet.</summary>
    public int HeldPermits => Volatile.Read(ref _heldPermits);

    /// <summary>Calls that passed and never went out.</summary>
    public int Voided => Volatile.Read(ref _voided);

    private int _voided;

    /// <inheritdoc/>
    public ValueTask<AcquireResult> AcquireAsync(string provider, long tokens, CancellationToken cancellationToken)
    {
        Acquisitions.Enqueue((provider, tokens));
        Interlocked.Increment(ref _heldPermits);
        return new(new AcquireResult(new Permit(this), null));
    }

    private sealed class Permit(RecordingProviderLimiter limiter) : IProviderPermit
    {
        private int _disposed;

        public void Report(ProviderOutcome outcome) => limiter.Outcomes.Enqueue(outcome);

        public void Void() => Interlocked.Increment(ref limiter._voided);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref limiter._heldPermits);
            }
        }
    }
}
