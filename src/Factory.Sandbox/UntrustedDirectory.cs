using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <summary>
/// Deletes, measures, copies and fingerprints directories that untrusted commands wrote to. Such a directory may
/// contain links to anywhere, directories without any permission, names that are not valid UTF-8, paths longer than the
/// system's limit, and pipes or sockets. Links are never followed.
/// </summary>
internal static class UntrustedDirectory
{
    /// <summary>The suffix of a directory that is being deleted.</summary>
    private const string DeletingSuffix = ".deleting";

    // For copies and fingerprints every entry counts, so an entry that cannot be read must fail the operation.
    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Returns whether an exception means that part of a directory cannot be read or deleted.</summary>
    /// <remarks>.NET reports a path that exceeds the system's limit as an <see cref="ArgumentException"/>.</remarks>
    public static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>Deletes a directory and its contents. Does nothing when the directory does not exist.</summary>
    /// <exception cref="IOException">The directory cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">An entry belongs to another user.</exception>
    public static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            // chmod and rm descend with openat(2), one directory at a time: no path exceeds the limit, and names that
            // are not UTF-8 stay intact. chmod changes the mode of a directory before it reads it, so that its owner
            // can delete even one with mode 000. Neither follows links on the way.
            Run("chmod", "-R", "u+rwX", "--", path);
            Run("rm", "-rf", "--", path);
            if (Directory.Exists(path))
            {
                throw;
            }
        }
    }

    /// <inheritdoc cref="Delete"/>
    public static Task DeleteAsync(string path, CancellationToken cancellationToken) => Task.Run(() => Delete(path), cancellationToken);

    /// <summary>Deletes a directory so that a crash never leaves a part of it under its own name.</summary>
    /// <inheritdoc cref="Delete" path="/exception"/>
    public static void DeleteAtomically(string path)
    {
        if (Directory.Exists(path))
        {
            var renamed = path + DeletingSuffix;
            Delete(renamed);
            Directory.Move(path, renamed);
            Delete(renamed);
        }
    }

    /// <summary>Completes calls of <see cref="DeleteAtomically"/> that a crash interrupted.</summary>
    /// <param name="parent">The folder that contains the directories; it need not exist.</param>
    public static void FinishDeletions(string parent)
    {
        if (Directory.Exists(parent))
        {
            foreach (var renamed in Directory.EnumerateDirectories(parent, "*" + DeletingSuffix))
            {
                Delete(renamed);
            }
        }
    }

    /// <summary>Returns what the directory occupies; nothing when it does not exist.</summary>
    public static DirectorySize Measure(string path) => DirectoryMeter.Measure(path);

    /// <summary>Copies a directory to a path that does not exist. Pipes and sockets become empty files.</summary>
    /// <exception cref="IOException">An entry cannot be read, for example because its name is not valid
    /// UTF-8.</exception>
    public static Task CopyAsync(string from, string to, CancellationToken cancellationToken) =>
        Task.Run(() => Copy(new DirectoryInfo(from), to, cancellationToken), cancellationToken);

    /// <summary>
    /// Returns a SHA-256 hash over all names, kinds, modes, link targets and contents, in hexadecimal digits.
    /// </summary>
    /// <exception cref="IOException">An entry cannot be read, for example because its name is not valid
    /// UTF-8.</exception>
    public static Task<string> FingerprintAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            AppendDirectory(hash, new DirectoryInfo(path), "", cancellationToken);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        },
        cancellationToken);

    private static void Run(string program, params string[] arguments)
    {
        // The output is read so that a long list of errors cannot fill the pipe and block the program.
        using var process = Process.Start(new ProcessStartInfo(Toolchain.FindProgram(null, program) ?? program, arguments)
        {
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }

    private static void Copy(DirectoryInfo from, string to, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos("*", AllEntries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                Copy(directory, target, cancellationToken);
            }
            else if (((FileInfo)entry).Length == 0)
            {
                // Pipes, sockets and devices report a length of 0. Opening a pipe would block until somebody writes to
                // it.
                File.Create(target).Dispose();
                CopyMode(entry, target);
            }
            else
            {
                SparseFile.Copy(entry.FullName, target, cancellationToken);
                CopyMode(entry, target);
            }
        }

        // Last: the mode of a read-only directory would prevent the copying of its entries.
        CopyMode(from, to);
    }

    // Without the setuid bits: a copy belongs to the silo's user and would run with its rights.
    private static void CopyMode(FileSystemInfo from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, from.UnixFileMode & ~(UnixFileMode.SetUser | UnixFileMode.SetGroup));
        }
    }

    private static void AppendDirectory(IncrementalHash hash, DirectoryInfo directory, string path, CancellationToken cancellationToken)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos("*", AllEntries).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = path + "/" + entry.Name;
            if (entry.LinkTarget is { } link)
            {
                Append(hash, name, "link", link);
            }
            else if (entry is DirectoryInfo inner)
            {
                Append(hash, name, "folder", ModeOf(inner));
                AppendDirectory(hash, inner, name, cancellationToken);
            }
            else
            {
                Append(hash, name, "file", ModeOf(entry));
                hash.AppendData(SparseFile.Hash((FileInfo)entry, cancellationToken));
            }
        }
    }

    // The zero byte, which no name can contain, separates the parts: ("ab", "c") and ("a", "bc") have different
    // fingerprints.
    private static void Append(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
    }

    private static string ModeOf(FileSystemInfo entry) => ((int)entry.UnixFileMode).ToString(CultureInfo.InvariantCulture);
}
