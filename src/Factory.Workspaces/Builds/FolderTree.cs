using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Copies and fingerprints folders that untrusted commands wrote. Links are taken as links and never followed; of pipes and sockets, which have no length and would block
/// whoever opens them, only the name stays.
/// </summary>
internal static class FolderTree
{
    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>True for what reading such a folder may throw; the system's longest path shows as an argument that is not valid.</summary>
    public static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>Copies a folder to a path that is not there yet.</summary>
    /// <exception cref="IOException">Something in it cannot be read, for example a name that is not valid UTF-8.</exception>
    public static Task CopyAsync(string from, string to, CancellationToken cancellationToken) =>
        Task.Run(() => Copy(new DirectoryInfo(from), to, cancellationToken), cancellationToken);

    /// <summary>A fingerprint of all names, kinds, modes, link targets and contents.</summary>
    /// <exception cref="IOException">Something in it cannot be read, for example a name that is not valid UTF-8.</exception>
    public static Task<string> FingerprintAsync(string folder, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Add(hash, new DirectoryInfo(folder), "", cancellationToken);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        },
        cancellationToken);

    private static void Copy(DirectoryInfo from, string to, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos("*", OneLevel))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                Copy(folder, target, cancellationToken);
            }
            else if (((FileInfo)entry).Length == 0)
            {
                File.Create(target).Dispose();
                CopyMode(entry, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }

        CopyMode(from, to);
    }

    private static void CopyMode(FileSystemInfo from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, from.UnixFileMode);
        }
    }

    private static void Add(IncrementalHash hash, DirectoryInfo folder, string path, CancellationToken cancellationToken)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", OneLevel).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = path + "/" + entry.Name;
            if (entry.LinkTarget is { } link)
            {
                Add(hash, name, "link", link);
            }
            else if (entry is DirectoryInfo inner)
            {
                Add(hash, name, "folder", Mode(inner));
                Add(hash, inner, name, cancellationToken);
            }
            else
            {
                Add(hash, name, "file", Mode(entry));
                hash.AppendData(Content((FileInfo)entry));
            }
        }
    }

    private static void Add(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
    }

    private static string Mode(FileSystemInfo entry) => ((int)entry.UnixFileMode).ToString(CultureInfo.InvariantCulture);

    private static byte[] Content(FileInfo file)
    {
        if (file.Length == 0)
        {
            return [];
        }

        using var stream = file.OpenRead();
        return SHA256.HashData(stream);
    }
}
