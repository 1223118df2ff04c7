using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <inheritdoc/>
internal sealed class TemporaryFolders : ITemporaryFolders
{
    private const string Prefix = "factory-";

    /// <inheritdoc/>
    public DirectoryInfo Create()
    {
        var path = Path.Combine(Path.GetTempPath(), Prefix + ProcessTag.New());
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Deletes the folders of silos that are dead; what cannot be deleted stays.</summary>
    public static void DeleteOrphans()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (ProcessTag.IsOrphan(Path.GetFileName(folder)[Prefix.Length..]))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's, or still being released of: the next start tries again.
            }
        }
    }
}
