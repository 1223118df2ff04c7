namespace Factory.Domain.Sandbox;

/// <summary>Measures the disk, to tell who filled it.</summary>
public interface IDiskUse
{
    /// <summary>
    /// The free space that is kept for the silo on the disk that holds a folder, in bytes: below it no work with a working
    /// copy starts, because its commands would be killed. At most a twentieth of the disk: a small one would never have it.
    /// </summary>
    /// <param name="folder">Full path of an existing folder.</param>
    long ReserveOf(string folder);

    /// <summary>Free space of the disk that holds a folder, in bytes; null when that is unknown.</summary>
    /// <param name="folder">Full path of an existing folder.</param>
    long? FreeBytesOf(string folder);

    /// <summary>Disk blocks that a folder occupies, in bytes; 0 when it does not exist.</summary>
    /// <param name="folder">Full path of a folder that untrusted commands can write to.</param>
    long BytesOf(string folder);
}
