namespace Factory.Silo.Egress;

/// <summary>What an attempt may still transfer. Safe for concurrent use.</summary>
internal sealed class EgressQuota(long maxBytes)
{
    private long _used;

    /// <summary>Counts bytes.</summary>
    /// <exception cref="EgressException">It is used up.</exception>
    public void Add(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) > maxBytes)
        {
            throw EgressException.Refused($"The attempt has transferred {maxBytes:N0} bytes, which is all that it may.");
        }
    }

    /// <summary>Throws when it is used up.</summary>
    /// <exception cref="EgressException">It is used up.</exception>
    public void EnsureSome() => Add(0);
}
