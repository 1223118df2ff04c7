using System.Globalization;
using System.Text;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tools;

/// <summary>
/// Reads and writes text files of a working copy, in which the agent's commands can create links, pipes and devices.
/// </summary>
internal static class TextFiles
{
    /// <summary>The size of the largest file that is read or written.</summary>
    /// <value>2 MiB, in bytes.</value>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const string TemporaryName = ".factory-write.tmp";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text of a file, including a byte order mark.</summary>
    /// <param name="folder">The working copy.</param>
    /// <param name="path">The path from the model.</param>
    /// <exception cref="ToolException">The file does not exist, is too large or is not UTF-8 text.</exception>
    public static string Read(WorkingCopyRoot folder, string path)
    {
        var file = new FileInfo(folder.Resolve(path));
        if (Directory.Exists(file.FullName))
        {
            throw new ToolException($"'{path}' is a folder: list its files with list_files.");
        }

        if (!file.Exists)
        {
            throw new ToolException($"There is no file '{path}': use list_files to see which files exist.");
        }

        if (file.Length > MaxBytes)
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' has {file.Length:N0} bytes; at most {MaxBytes:N0} can be read. Use search_files or run_command to read parts " +
                $"of it."));
        }

        return TryDecode(ReadBytes(file)) ?? throw new ToolException(string.Create(
            CultureInfo.InvariantCulture,
            $"'{path}' is not UTF-8 text ({file.Length:N0} bytes): it can be neither read nor edited."));
    }

    /// <summary>
    /// Creates or replaces a file atomically. Missing folders are created. A link or special file at the path is
    /// replaced, never written to.
    /// </summary>
    /// <returns>True when the file did not exist.</returns>
    /// <exception cref="ToolException">The content is too large, or the path is a folder.</exception>
    public static bool Write(WorkingCopyRoot folder, string path, string content)
    {
        if (Encoding.UTF8.GetByteCount(content) > MaxBytes)
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"The content has more than {MaxBytes:N0} bytes: split it into smaller files."));
        }

        var full = folder.Resolve(path);
        if (full == folder.Root || path.EndsWith('/') || Directory.Exists(full))
        {
            throw new ToolException($"'{path}' is a folder: use the path of a file.");
        }

        var parent = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(parent);
        var isNew = !File.Exists(full);

        // Written to a new file and renamed. CreateNew (O_EXCL) fails on a link that a command creates at this moment;
        // opening the path itself would follow it.
        var temporary = Path.Combine(parent, TemporaryName);
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        if (!isNew && !OperatingSystem.IsWindows())
        {
            // Keeps the executable bit of scripts.
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(full));
        }

        File.Move(temporary, full, overwrite: true);
        return isNew;
    }

    /// <summary>Decodes UTF-8. Returns null when the bytes are not text.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Reads a regular file, at most <see cref="MaxBytes"/>.</summary>
    public static byte[] ReadBytes(FileInfo file)
    {
        // Pipes, sockets and devices have length 0 and are never opened: opening a pipe would block until somebody
        // writes to it.
        if (file.Length == 0)
        {
            return [];
        }

        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        EnsureSameFile(stream, file.FullName);
        var buffer = new byte[Math.Min(stream.Length, MaxBytes)];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..count];
    }

    // The path contained no links when it was resolved. A command can have replaced a part of it by a link since (a
    // TOCTOU race), so the file that was opened is compared with the one that was resolved.
    private static void EnsureSameFile(FileStream stream, string expected)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var opened =
            new FileInfo(string.Create(
                CultureInfo.InvariantCulture,
                $"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}")).LinkTarget;
        if (opened is not null && opened != expected)
        {
            throw new ToolException("The file was replaced while it was opened: try again.");
        }
    }
}
