using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <inheritdoc cref="IProviderPermit"/>
/// <remarks>Thread-safe: only the first report or void counts, and disposing twice releases once.</remarks>
internal sealed class ProviderPermit(ProviderLimiter limiter, PermitInfo permit) : IProviderPermit
{
    private const int Reported = 1;
    private const int Voided = 2;

    private int _ended;
    private int _disposed;

    /// <inheritdoc/>
    public void Report(ProviderOutcome outcome)
    {
        if (TryEnd(Reported))
        {
            limiter.RecordOutcome(permit, outcome);
        }
    }

    /// <inheritdoc/>
    public void Void()
    {
        if (TryEnd(Voided))
        {
            limiter.Void(permit);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            limiter.Release(permit.IsProbe && Volatile.Read(ref _ended) != Reported);
        }
    }

    /// <summary>True once: a report and a void correct the same counts, which must not happen twice.</summary>
    private bool TryEnd(int how) => Volatile.Read(ref _disposed) == 0 && Interlocked.CompareExchange(ref _ended, how, 0) == 0;
}
