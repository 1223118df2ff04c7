using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Internal;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Factory.Deployments.Local;

/// <summary>
/// Serves the files of a folder without hidden files and without links or anything behind them; files of length 0 are
/// never opened. The framework's own provider checks only the last name of a path, follows links, and blocks forever on
/// a pipe without a writer.
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

    // Each part of the path is checked, so that no link in it is followed.
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
