using Microsoft.Extensions.FileProviders;

namespace Factory.Deployments.Local;

/// <summary>
/// A file of length 0, which is served without being opened: on Unix, .NET cannot distinguish it from pipes, sockets
/// and devices, and opening a pipe blocks.
/// </summary>
internal sealed class EmptyFileInfo(FileInfo file) : IFileInfo
{
    /// <inheritdoc/>
    public bool Exists => true;

    /// <inheritdoc/>
    public long Length => 0;

    /// <summary>Null, because with a path the server would open the file itself.</summary>
    public string? PhysicalPath => null;

    /// <inheritdoc/>
    public string Name => file.Name;

    /// <inheritdoc/>
    public DateTimeOffset LastModified { get; } = file.LastWriteTimeUtc;

    /// <inheritdoc/>
    public bool IsDirectory => false;

    /// <inheritdoc/>
    public Stream CreateReadStream() => Stream.Null;
}
