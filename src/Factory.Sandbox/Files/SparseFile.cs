using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Factory.Sandbox.Files;

/// <summary>
/// Copies and hashes files of untrusted commands. Holes are neither read nor written: a file of a few bytes on disk can
/// have a length of exabytes. Cancellation takes effect within one block.
/// </summary>
internal static class SparseFile
{
    private const int BlockBytes = 64 * 1024;
    private const int SeekData = 3;
    private const int NoSuchAddress = 6; // ENXIO

    /// <summary>Copies the content to a file that does not exist; the copy has holes where the original has zeros.</summary>
    /// <exception cref="IOException">One of the two cannot be opened, read or written.</exception>
    public static void Copy(string from, string to, CancellationToken cancellationToken)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(target, RandomAccess.GetLength(source));
        ForEachBlock(source, (offset, block) => RandomAccess.Write(target, block, offset), cancellationToken);
    }

    /// <summary>
    /// Returns a SHA-256 hash of the content. It does not depend on which zeros of the file are holes.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static byte[] Hash(FileInfo file, CancellationToken cancellationToken)
    {
        // Pipes, sockets and devices report a length of 0. Opening a pipe would block until somebody writes to it.
        if (file.Length == 0)
        {
            return [];
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = File.OpenHandle(file.FullName);
        AppendNumber(hash, RandomAccess.GetLength(source));
        ForEachBlock(
            source,
            (offset, block) =>
            {
                AppendNumber(hash, offset);
                hash.AppendData(block);
            },
            cancellationToken);
        return hash.GetHashAndReset();
    }

    // Calls back for each block that is not all zeros, in order.
    private static void ForEachBlock(SafeFileHandle file, BlockHandler handle, CancellationToken cancellationToken)
    {
        var buffer = new byte[BlockBytes];
        for (var offset = 0L; (offset = NextBlockWithData(file, offset)) >= 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = ReadFully(file, buffer, offset);
            if (read == 0)
            {
                return;
            }

            var block = buffer.AsSpan(0, read);
            if (block.ContainsAnyExcept((byte)0))
            {
                handle(offset, block);
            }

            offset += read;
        }
    }

    // The start of the block, so that the blocks, and with them the hash, do not depend on where the file system
    // begins its holes. Only ENXIO says that no data follows: after any other error, as from a file system that does
    // not support the question, all bytes are read.
    private static long NextBlockWithData(SafeFileHandle file, long offset)
    {
        var data = Seek(file, offset, SeekData);
        if (data >= 0)
        {
            return Math.Max(offset, data - (data % BlockBytes));
        }

        return Marshal.GetLastPInvokeError() == NoSuchAddress ? -1 : offset;
    }

    private static int ReadFully(SafeFileHandle file, byte[] buffer, long offset)
    {
        var total = 0;
        for (int read; total < buffer.Length && (read = RandomAccess.Read(file, buffer.AsSpan(total), offset + total)) > 0;)
        {
            total += read;
        }

        return total;
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static extern long Seek(SafeFileHandle file, long offset, int origin);

    private delegate void BlockHandler(long offset, ReadOnlySpan<byte> block);
}
