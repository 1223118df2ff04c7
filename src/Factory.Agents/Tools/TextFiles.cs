using System.Globalization;
using System.Text;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tools;

/// <summary>Reads and writes text files of a working copy without trusting what lies there.</summary>
internal static class TextFiles
{
    /// <value>The largest file that is read or written: 2 MiB.</value>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const string TemporaryName = ".factory-write.tmp";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A file's text, a byte order mark included.</summary>
    /// <param name="folder">The working copy.</param>
    /// <param name="path">The path as the model gave it.</param>
    /// <exception cref="ToolException">There is no such file, or it is no text.</exception>
    public static string Read(WorkingCopyRoot folder, string path)
    {
        var file = new FileInfo(folder.Resolve(path));
        if (Directory.Exists(file.FullName))
        {
            throw new ToolException($"'{path}' is a folder: see what is in it with list_files.");
        }

        if (!file.Exists)
        {
            throw new ToolException($"There is no file '{path}': see what there is with list_files.");
        }

        if (file.Length > MaxBytes)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {file.Length:N0} bytes: files of up to {MaxBytes:N0} bytes can be read. Look into it with search_files or run_command."));
        }

        return TryDecode(ReadBytes(file)) ?? throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"'{path}' is not UTF-8 text ({file.Length:N0} bytes): it cannot be shown or edited."));
    }

    /// <summary>Replaces a file in one step, folders made as needed. A link or special file in its place is replaced, never written through.</summary>
    /// <returns>True when there was no such file before.</returns>
    public static bool Write(WorkingCopyRoot folder, string path, string content)
    {
        if (Encoding.UTF8.GetByteCount(content) > MaxBytes)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"The content has more than {MaxBytes:N0} bytes: write smaller files."));
        }

        var full = folder.Resolve(path);
        if (full == folder.Root || path.EndsWith('/') || Directory.Exists(full))
        {
            throw new ToolException($"'{path}' is a folder: give the path of a file.");
        }

        var parent = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(parent);
        var isNew = !File.Exists(full);
        var temporary = Path.Combine(parent, TemporaryName);
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        if (!isNew && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(full));
        }

        File.Move(temporary, full, overwrite: true);
        return isNew;
    }

    /// <summary>The text of these bytes; null when they are none.</summary>
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

    /// <summary>The bytes of a regular file.</summary>
    public static byte[] ReadBytes(FileInfo file)
    {
        // Pipes, sockets and devices have length 0: they are never opened, because opening a pipe waits forever.
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

    /// <summary>The path was free of links when it was walked; what was opened must still be that file.</summary>
    private static void EnsureSameFile(FileStream stream, string expected)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var opened = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}")).LinkTarget;
        if (opened is not null && opened != expected)
        {
            throw new ToolException("The file changed while it was opened: try again.");
        }
    }
}
