using Factory.Domain.Sandbox;

namespace Factory.Agents.Tests.Attempts;

/// <summary>A disk of any size.</summary>
internal sealed class FakeDisk : IDiskUse
{
    private long _free = 100L << 30;

    public long ReserveOf(string folder) => 512L << 20;

    /// <summary>What is free now.</summary>
    public long Free
    {
        get => Interlocked.Read(ref _free);
        set => Interlocked.Exchange(ref _free, value);
    }

    /// <summary>What the working copy takes.</summary>
    public long Taken { get; set; }

    public long? FreeBytesOf(string folder) => Free;

    public long BytesOf(string folder) => Taken;
}
