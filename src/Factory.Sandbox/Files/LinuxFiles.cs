using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Factory.Sandbox.Files;

/// <summary>
/// The system calls for files that .NET does not have: opening a name below an open directory without following a link,
/// and asking an open file what it is. A path that untrusted code can change must never be opened by name, because it
/// can name another file a moment after it was checked.
/// </summary>
internal static class LinuxFiles
{
    private const int PathOnly = 0x200000;
    private const int CloseOnExec = 0x80000;
    private const int EmptyPath = 0x1000;
    private const int NoFollowLast = 0x100;
    private const nint BasicFields = 0x7FF;
    private const int CurrentDirectory = -100;
    private const int BlockSize = 512;
    private const int NoSuchEntry = 2; // ENOENT
    private const int NotADirectory = 20; // ENOTDIR

    // The values of these two, and the number of statx, differ between processors.
    private static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    private static readonly nint StatxNumber = IsArm ? 291 : 332;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>
    /// Whether the last call of this thread failed because the name leads to nothing; false when it failed for any other
    /// reason.
    /// </summary>
    public static bool LastFailureMeansMissing => Marshal.GetLastPInvokeError() is NoSuchEntry or NotADirectory;

    /// <summary>
    /// Opens a reference to a file of any kind, which cannot be read. The last part of the name is not followed when it
    /// is a link.
    /// </summary>
    /// <param name="parent">The open directory that contains it; null for a full path.</param>
    /// <param name="name">Its name.</param>
    public static SafeFileHandle OpenReference(SafeFileHandle? parent, ReadOnlySpan<byte> name) =>
        Open(parent, name, CloseOnExec | NoFollow | PathOnly);

    /// <summary>Returns what an open file is; null when the kernel does not say.</summary>
    public static FileStatus? StatusOf(SafeHandle file) => Status((int)file.DangerousGetHandle(), [], EmptyPath);

    /// <summary>Returns what a name in an open directory is, without following a link; null for none.</summary>
    public static FileStatus? StatusOf(SafeFileHandle parent, ReadOnlySpan<byte> name) =>
        Status((int)parent.DangerousGetHandle(), name, NoFollowLast);

    /// <summary>Returns what a path leads to; null when it leads to nothing.</summary>
    public static FileStatus? StatusOf(string path) => Status(CurrentDirectory, Encoding.UTF8.GetBytes(path), 0);

    /// <summary>The path by which the kernel finds an open file, whatever its names lead to by then.</summary>
    public static string PathOf(SafeFileHandle file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");

    /// <summary>Changes the mode of an open file. Returns false when that is not allowed.</summary>
    public static bool TryChangeMode(SafeFileHandle file, uint mode) => ChangeMode(PathOf(file), mode) == 0;

    /// <summary>Returns the free bytes and entries of the file system that contains a path.</summary>
    public static (long Bytes, long Entries)? FreeSpaceOf(string path)
    {
        // struct statvfs on 64-bit Linux: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, ….
        Span<byte> buffer = stackalloc byte[256];
        return FileSystemStatus(path, ref MemoryMarshal.GetReference(buffer)) != 0
            ? null
            : ((long)(Word(buffer, 1) * Word(buffer, 4)), Word(buffer, 5) == 0 ? long.MaxValue : (long)Word(buffer, 7));

        static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..]);
    }

    /// <summary>
    /// Returns the names in a directory as bytes, because they need not be valid UTF-8; null when it is no directory or
    /// closed.
    /// </summary>
    /// <param name="directory">A reference to it.</param>
    public static IEnumerable<byte[]>? TryEnumerateNames(SafeFileHandle directory)
    {
        var opened = Open(directory, "."u8, CloseOnExec | DirectoryOnly);
        if (opened.IsInvalid)
        {
            opened.Dispose();
            return null;
        }

        return EnumerateNames(opened);
    }

    /// <summary>Whether a path leads to a file in memory, which no disk contains.</summary>
    public static bool IsInMemory(string path)
    {
        // struct statfs begins with the type: tmpfs, ramfs, hugetlbfs.
        Span<byte> buffer = stackalloc byte[256];
        return FileSystemType(path, ref MemoryMarshal.GetReference(buffer)) == 0
            && BinaryPrimitives.ReadUInt32LittleEndian(buffer) is 0x01021994 or 0x858458F6 or 0x958458F6;
    }

    private static IEnumerable<byte[]> EnumerateNames(SafeFileHandle opened)
    {
        var stream = OpenStream((int)opened.DangerousGetHandle());
        if (stream == 0)
        {
            opened.Dispose();
            yield break;
        }

        // The stream owns the descriptor from here on.
        opened.SetHandleAsInvalid();
        try
        {
            while (ReadEntry(stream) is not 0 and var entry)
            {
                var name = NameOf(entry);
                if (name is not [(byte)'.'] and not [(byte)'.', (byte)'.'])
                {
                    yield return name;
                }
            }
        }
        finally
        {
            _ = CloseStream(stream);
        }
    }

    /// <summary>The id of the current thread's effective user.</summary>
    public static uint CurrentUser() => EffectiveUser();

    private static SafeFileHandle Open(SafeFileHandle? parent, ReadOnlySpan<byte> name, int flags)
    {
        byte[] terminated = [.. name, 0];
        return new SafeFileHandle(OpenAt((int)(parent?.DangerousGetHandle() ?? CurrentDirectory), terminated, flags, 0), ownsHandle: true);
    }

    // struct statx has the same layout on every processor (statx(2)).
    private static FileStatus? Status(int directory, ReadOnlySpan<byte> name, int flags)
    {
        byte[] terminated = [.. name, 0];
        Span<byte> s = stackalloc byte[256];
        if (Statx(StatxNumber, directory, terminated, flags, BasicFields, ref MemoryMarshal.GetReference(s)) != 0)
        {
            return null;
        }

        var device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(s[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(s[140..]);
        return new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(s[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(s[20..]),
            device,
            BinaryPrimitives.ReadUInt64LittleEndian(s[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(s[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(s[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(s[48..]) * BlockSize);
    }

    // struct dirent on 64-bit Linux: the name begins at byte 19 and ends with a zero byte.
    private static byte[] NameOf(nint entry)
    {
        var length = 0;
        while (Marshal.ReadByte(entry, 19 + length) != 0)
        {
            length++;
        }

        var name = new byte[length];
        Marshal.Copy(entry + 19, name, 0, length);
        return name;
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static extern int OpenAt(int directory, byte[] name, int flags, uint mode);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint Statx(nint number, nint directory, byte[] name, nint flags, nint fields, ref byte result);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static extern int ChangeMode([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "statvfs", SetLastError = true)]
    private static extern int FileSystemStatus([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte result);

    [DllImport("libc", EntryPoint = "statfs", SetLastError = true)]
    private static extern int FileSystemType([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte result);

    [DllImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    private static extern nint OpenStream(int file);

    [DllImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static extern nint ReadEntry(nint stream);

    [DllImport("libc", EntryPoint = "closedir", SetLastError = true)]
    private static extern int CloseStream(nint stream);
}
