using System.Security.Cryptography;

namespace Factory.Silo.Hosting;

/// <summary>Files and folders that only their owner may read: what the factory keeps holds prompts, answers and approvals.</summary>
public static class PrivateFiles
{
    /// <summary>Makes a folder, and those above it, where they are missing.</summary>
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

    /// <summary>Opens a file to write that must not be there yet.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Puts a content in the place of whatever the file holds.</summary>
    /// <remarks>Written under another name, flushed to disk and moved into place: no reader and no crash ever sees half of it.</remarks>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
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
