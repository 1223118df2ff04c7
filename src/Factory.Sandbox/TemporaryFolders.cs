using System.Text;
using Factory.Domain.Sandbox;
using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <inheritdoc/>
internal sealed class TemporaryFolders : ITemporaryFolders
{
    private const string Prefix = "factory-";
    private const uint Private = 0x1C0;

    /// <inheritdoc/>
    public DirectoryInfo Create()
    {
        var path = Path.Combine(Path.GetTempPath(), Prefix + ProcessTag.Create());
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public void Delete(DirectoryInfo folder) => UntrustedDirectory.Delete(folder.FullName);

    /// <summary>Deletes the folders of silos that no longer run. Folders that cannot be deleted remain.</summary>
    public static void DeleteOrphans()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            // The folder's name is the process tag of the silo that created it, so that a folder of a silo that is
            // still running is never touched.
            if (!ProcessTag.IsOrphan(Path.GetFileName(folder)[Prefix.Length..]) || !IsOwn(folder))
            {
                continue;
            }

            try
            {
                UntrustedDirectory.Delete(folder);
            }
            catch (Exception exception) when (UntrustedDirectory.IsUnreadable(exception))
            {
                // It belongs to another user, or a process of the dead silo is still writing to it. The next start
                // tries again.
            }
        }
    }

    // Anybody can create a folder, or a link to one, with such a name in the shared temporary folder.
    private static bool IsOwn(string folder)
    {
        using var reference = LinuxFiles.OpenReference(null, Encoding.UTF8.GetBytes(folder));
        return !reference.IsInvalid
            && LinuxFiles.StatusOf(reference) is { IsDirectory: true, Permissions: Private } status
            && status.Owner == LinuxFiles.CurrentUser();
    }
}
