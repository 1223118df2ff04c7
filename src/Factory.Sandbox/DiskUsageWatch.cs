namespace Factory.Sandbox;

/// <summary>Measures how much disk space a command uses while it runs.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
/// <param name="folders">Full paths of the folders that the command may write to; they are expected on one file
/// system.</param>
/// <param name="maxBytes">What these folders may contain together, in bytes.</param>
internal sealed class DiskUsageWatch(IReadOnlyList<string> folders, long maxBytes)
{
    private const int RemeasureDivisor = 4;

    private readonly DriveInfo _drive = new(folders[0]);
    private long? _free;

    /// <summary>Returns the current size for a message when it exceeds the limit; null otherwise.</summary>
    /// <param name="processes">The command's processes: files that were deleted count as long as one of them keeps them
    /// open.</param>
    public string? CheckLimit(IEnumerable<int> processes)
    {
        // Free space is one system call and is read at every tick. The folders are measured only after it has shrunk
        // noticeably, because walking a large tree ten times a second would cost more than the command itself. Free
        // space alone is not enough: another program may be filling the disk.
        var free = _drive.AvailableFreeSpace;
        _free ??= free;
        if (_free - free < maxBytes / RemeasureDivisor)
        {
            return null;
        }

        _free = free;
        var sizes = folders.Select(UntrustedDirectory.Measure).ToList();
        if (sizes.Exists(size => !size.IsComplete))
        {
            // Only a nesting deeper than the system's longest path gets here. What it contains cannot be counted, so it
            // must not be a way around the limit.
            return "more than can be measured";
        }

        // Two processes that share a descriptor list the same file; it occupies the disk once.
        var used = sizes.Sum(size => size.Bytes)
            + processes.SelectMany(ProcessTable.DeletedFiles).DistinctBy(file => file.Name).Sum(file => file.Bytes);
        return used > maxBytes ? LimitedProcess.FormatMebibytes(used) : null;
    }
}
