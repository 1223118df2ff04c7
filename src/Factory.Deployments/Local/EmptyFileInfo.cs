using Microsoft.Extensions.FileProviders;

namespace Factory.Deployments.Local;

/// <summary>A file without a length. Pipes, sockets and devices look like one, and .NET does not tell them apart on Unix: it is served as empty without being opened.</summary>
internal sealed class EmptyFileInfo(FileInfo file) : IFileInfo
{
    /// <inheritdoc/>
    public bool Exists => true;

    /// <inheritdoc/>
    public long Length => 0;

    /// <summary>Null: with a path the server would open the file itself.</summary>
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
