using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Factory.Sandbox.Files;

/// <summary>
/// Measures what a directory occupies that untrusted commands write to, also while they do: blocks instead of lengths
/// (a file may have holes), directories and links as well as files, names that are not valid UTF-8, and directories
/// that their owner has closed.
/// </summary>
internal sealed class DirectoryMeter
{
    // One descriptor is open for each level. Deeper than this no path of the system's longest length reaches.
    private const int MaxDepth = 1_000;
    private const uint ReadAndEnter = 0x140;

    private readonly HashSet<(ulong Device, ulong Inode)> _linked = [];
    private long _bytes;
    private long _length;
    private long _entries;
    private bool _isComplete = true;

    /// <summary>Measures directories together. One that does not exist counts nothing.</summary>
    public static DirectorySize Measure(params IEnumerable<string> paths)
    {
        var meter = new DirectoryMeter();
        foreach (var path in paths)
        {
            meter.AddDirectory(null, Encoding.UTF8.GetBytes(path), depth: 0);
        }

        return new DirectorySize(meter._bytes, meter._length, meter._entries, meter._isComplete);
    }

    private void AddDirectory(SafeFileHandle? parent, byte[] name, int depth)
    {
        if (depth > MaxDepth)
        {
            _isComplete = false;
            return;
        }

        // The reference belongs to this very directory: another one, or a link, that takes its name in the meantime is
        // neither listed nor changed.
        using var directory = LinuxFiles.OpenReference(parent, name);
        if (directory.IsInvalid || LinuxFiles.StatusOf(directory) is not { } status)
        {
            NoteFailure();
            return;
        }

        if (!status.IsDirectory)
        {
            return;
        }

        if (LinuxFiles.TryEnumerateNames(directory) is { } names)
        {
            AddEntries(directory, names, depth);
        }
        else
        {
            AddClosed(directory, status.Permissions, depth);
        }
    }

    // What does not exist counts nothing: a command that is still running may have deleted it. Whatever else cannot be
    // opened may be of any size.
    private void NoteFailure() => _isComplete &= LinuxFiles.LastFailureMeansMissing;

    private void AddClosed(SafeFileHandle directory, uint permissions, int depth)
    {
        if (!LinuxFiles.TryChangeMode(directory, permissions | ReadAndEnter))
        {
            _isComplete = false;
            return;
        }

        try
        {
            if (LinuxFiles.TryEnumerateNames(directory) is { } names)
            {
                AddEntries(directory, names, depth);
            }
            else
            {
                _isComplete = false;
            }
        }
        finally
        {
            LinuxFiles.TryChangeMode(directory, permissions);
        }
    }

    private void AddEntries(SafeFileHandle directory, IEnumerable<byte[]> names, int depth)
    {
        foreach (var name in names)
        {
            if (LinuxFiles.StatusOf(directory, name) is not { } status)
            {
                NoteFailure();
                continue;
            }

            _entries++;
            if (status.IsDirectory)
            {
                _bytes += status.AllocatedBytes;
                AddDirectory(directory, name, depth + 1);
            }
            else if (status.Links == 1 || _linked.Add((status.Device, status.Inode)))
            {
                _bytes += status.AllocatedBytes;
                _length += status.IsRegular ? status.Length : 0;
            }
        }
    }
}
