using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>A place at a gate.</summary>
internal sealed class ProviderPermit(ProviderLimiter gate, PermitInfo entry) : IProviderPermit
{
    private const int Reported = 1;
    private const int Withdrawn = 2;

    private int _ended;
    private int _left;

    public void Report(ProviderOutcome answer)
    {
        if (Ends(Reported))
        {
            gate.Answer(entry, answer);
        }
    }

    public void Withdraw()
    {
        if (Ends(Withdrawn))
        {
            gate.Withdraw(entry);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            gate.Leave(entry.IsProbe && Volatile.Read(ref _ended) != Reported);
        }
    }

    /// <summary>True once: either of the two corrects the same counts.</summary>
    private bool Ends(int how) => Volatile.Read(ref _left) == 0 && Interlocked.CompareExchange(ref _ended, how, 0) == 0;
}
