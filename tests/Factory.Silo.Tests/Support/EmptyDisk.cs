using Factory.Domain.Sandbox;

namespace Factory.Silo.Tests.Support;

/// <summary>A disk with space for everything.</summary>
internal sealed class EmptyDisk : IDiskUse
{
    public long ReserveOf(string folder) => 0;

    public long? FreeBytesOf(string folder) => long.MaxValue;

    public long BytesOf(string folder) => 0;
}
