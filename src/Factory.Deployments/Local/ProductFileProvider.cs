using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Internal;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Factory.Deployments.Local;

/// <summary>
/// The files of a folder. Hidden ones and links do not exist for it, nor does anything behind them; what has no length is never opened. The framework's own
/// provider looks at the last name of a path only, follows links, and waits forever for a pipe that nobody writes to.
/// </summary>
internal sealed class ProductFileProvider(string root) : IFileProvider
{
    /// <inheritdoc/>
    public IFileInfo GetFileInfo(string subpath) =>
        Find(subpath) is { } path && new FileInfo(path) is { Exists: true } file
            ? file.Length == 0 ? new EmptyFileInfo(file) : new PhysicalFileInfo(file)
            : new NotFoundFileInfo(subpath);

    /// <inheritdoc/>
    public IDirectoryContents GetDirectoryContents(string subpath) =>
        Find(subpath) is { } path && Directory.Exists(path) ? new PhysicalDirectoryContents(path) : NotFoundDirectoryContents.Singleton;

    /// <inheritdoc/>
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    // Goes down name by name, so that no link anywhere on the way is followed.
    private string? Find(string subpath)
    {
        if (new FileInfo(root).LinkTarget is not null)
        {
            return null;
        }

        var path = root;
        foreach (var name in subpath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, name);
            if (name[0] == '.' || name.AsSpan().IndexOfAny('\\', '\0') >= 0 || new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }
        }

        return path;
    }
}
