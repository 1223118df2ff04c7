namespace Factory.Silo.Egress;

/// <summary>What one request transfers.</summary>
internal sealed class EgressTraffic(EgressQuota quota)
{
    private long _sent;
    private long _received;

    /// <summary>Bytes that the attempt sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes that it received.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Counts bytes that it sends.</summary>
    /// <exception cref="EgressException">The attempt's quota is used up.</exception>
    public void AddSent(long bytes)
    {
        Interlocked.Add(ref _sent, bytes);
        quota.Add(bytes);
    }

    /// <summary>Counts bytes that it receives.</summary>
    /// <exception cref="EgressException">The attempt's quota is used up.</exception>
    public void AddReceived(long bytes)
    {
        Interlocked.Add(ref _received, bytes);
        quota.Add(bytes);
    }
}
