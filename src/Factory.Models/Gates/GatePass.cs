using Factory.Domain.Models;

namespace Factory.Models.Gates;

/// <summary>A place at a gate.</summary>
internal sealed class GatePass(ProviderGate gate, Entered entry) : IProviderPass
{
    private int _reported;
    private int _withdrawn;
    private int _left;

    public void Report(ProviderAnswer answer)
    {
        if (Volatile.Read(ref _left) == 0 && Interlocked.Exchange(ref _reported, 1) == 0)
        {
            gate.Answer(entry, answer);
        }
    }

    public void Withdraw()
    {
        if (Volatile.Read(ref _left) == 0 && Volatile.Read(ref _reported) == 0 && Interlocked.Exchange(ref _withdrawn, 1) == 0)
        {
            gate.Withdraw(entry);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            gate.Leave(entry.IsProbe && Volatile.Read(ref _reported) == 0);
        }
    }
}
