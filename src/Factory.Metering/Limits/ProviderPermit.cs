using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>A permit.</summary>
internal sealed class ProviderPermit(ProviderLimiter limiter, PermitInfo permit) : IProviderPermit
{
    private const int Reported = 1;
    private const int Withdrawn = 2;

    private int _ended;
    private int _disposed;

    public void Report(ProviderOutcome outcome)
    {
        if (TryEnd(Reported))
        {
            limiter.RecordOutcome(permit, outcome);
        }
    }

    public void Void()
    {
        if (TryEnd(Withdrawn))
        {
            limiter.Void(permit);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            limiter.Release(permit.IsProbe && Volatile.Read(ref _ended) != Reported);
        }
    }

    /// <summary>True once: either of the two corrects the same counts.</summary>
    private bool TryEnd(int how) => Volatile.Read(ref _disposed) == 0 && Interlocked.CompareExchange(ref _ended, how, 0) == 0;
}
