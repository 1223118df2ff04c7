using System.Security.Cryptography;
using Factory.Sandbox;

namespace Factory.Silo.Hosting;

/// <summary>
/// Creates files and folders that only their owner can read: the data folder contains prompts, answers and approvals.
/// </summary>
public static class PrivateFiles
{
    /// <summary>
    /// Creates a folder and its parents where they are missing. Parents that it creates are open to other users.
    /// </summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Returns why a folder is not private, for a message; null when it is, or does not exist. Agents' programs leave
    /// files below it: in a folder that others may enter, a setuid file would give them the silo's rights.
    /// </summary>
    public static string? FindProblem(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows() || !Directory.Exists(path))
        {
            return null;
        }

        var mode = File.GetUnixFileMode(path);
        return (mode & Others) != 0
            ? $"other users may enter it: its mode is {Convert.ToString((int)mode, 8)}, it must be 700"
            : FolderOwner.IsCurrentUser(path) ? null : "it belongs to another user";
    }

    /// <summary>The command that makes a folder private.</summary>
    public static string HowToClose(string path) => $"chown -h \"$(id -u)\" '{path}' && chmod 700 '{path}'";

    /// <summary>Creates a file for writing; it must not exist.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            // Set by the call that creates the file. Changing the mode afterwards would leave a moment in which others
            // can open it.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Replaces the content of a file.</summary>
    /// <remarks>
    /// Written under another name, flushed to disk and renamed, so that neither a reader nor a crash sees partial
    /// content.
    /// </remarks>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        // A name of its own for each call, so that concurrent writers do not write into one draft. In the same folder,
        // because a rename is atomic only within a file system.
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            using (var file = Create(draft))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
