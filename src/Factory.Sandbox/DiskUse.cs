using Factory.Domain.Sandbox;
using Factory.Sandbox.Files;
using Microsoft.Extensions.Options;

namespace Factory.Sandbox;

/// <inheritdoc cref="IDiskUse"/>
internal sealed class DiskUse(IOptions<SandboxOptions> options) : IDiskUse
{
    private const int SmallestShare = 20;

    /// <inheritdoc/>
    public long ReserveOf(string folder)
    {
        try
        {
            return Math.Min(options.Value.MinFreeDiskBytes, new DriveInfo(folder).TotalSize / SmallestShare);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Some file systems report no size. The storage itself notices a full disk.
            return 0;
        }
    }

    /// <inheritdoc/>
    public long? FreeBytesOf(string folder) => LinuxFiles.FreeSpaceOf(folder)?.Bytes;

    /// <inheritdoc/>
    public long BytesOf(string folder) => UntrustedDirectory.Measure(folder).Bytes;
}
