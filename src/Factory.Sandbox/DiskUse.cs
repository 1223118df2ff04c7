using Factory.Domain.Sandbox;
using Factory.Sandbox.Files;
using Microsoft.Extensions.Options;

namespace Factory.Sandbox;

/// <inheritdoc cref="IDiskUse"/>
internal sealed class DiskUse(IOptions<SandboxOptions> options) : IDiskUse
{
    /// <inheritdoc/>
    public long Reserve => options.Value.MinFreeDiskBytes;

    /// <inheritdoc/>
    public long? FreeBytesOf(string folder) => LinuxFiles.FreeSpaceOf(folder)?.Bytes;

    /// <inheritdoc/>
    public long BytesOf(string folder) => UntrustedDirectory.Measure(folder).Bytes;
}
