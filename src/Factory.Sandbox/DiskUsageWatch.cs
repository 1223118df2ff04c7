using System.Globalization;
using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <summary>Measures how much disk space a command uses while it runs.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
/// <param name="folders">Full paths of the folders that the command may write to; they are expected on one file
/// system.</param>
/// <param name="options">The limits.</param>
internal sealed class DiskUsageWatch(IReadOnlyList<string> folders, SandboxOptions options)
{
    // The folders are measured when the free space has shrunk by this part of the limit; when space is short, sooner.
    private const int Divisor = 4;
    private const int ShortageDivisor = 64;

    private readonly HashSet<ulong> _devices =
        [.. folders.Select(LinuxFiles.StatusOf).OfType<FileStatus>().Select(status => status.Device)];

    private readonly (long Bytes, long Entries)? _freeAtStart = LinuxFiles.FreeSpaceOf(folders[0]);

    // Read before the command starts: some programs take all they need in their first call.
    private (long Bytes, long Entries)? _free = LinuxFiles.FreeSpaceOf(folders[0]);
    private DirectorySize? _measured;

    /// <summary>
    /// True when the last answer was about the free space, most of which others have taken since the command started, or
    /// before that.
    /// </summary>
    public bool IsTakenByOthers { get; private set; }

    /// <summary>Returns what exceeds the limit, for a message; null for nothing.</summary>
    /// <param name="processes">The command's processes: files that were deleted count as long as one of them keeps them
    /// open.</param>
    public string? CheckLimit(IEnumerable<int> processes) => Check(processes, Divisor);

    /// <summary>Returns what exceeds the limit after the command has ended, for a message; null for nothing.</summary>
    public string? CheckLimitAtEnd() => Check([], ShortageDivisor);

    private string? Check(IEnumerable<int> processes, int divisor)
    {
        // Free space is one system call and is read at every tick. The folders are measured only after it has shrunk
        // noticeably, because walking a large tree ten times a second would cost more than the command itself. Free
        // space alone is not enough: another program may be filling the disk.
        if (LinuxFiles.FreeSpaceOf(folders[0]) is not { } free)
        {
            return null;
        }

        _free ??= free;
        var isShort = free.Bytes < options.MinFreeDiskBytes || free.Entries < options.MinFreeDiskEntries;
        divisor = isShort ? ShortageDivisor : divisor;
        if (_free.Value.Bytes - free.Bytes < Math.Min(options.MaxDiskBytes, _free.Value.Bytes) / divisor
            && _free.Value.Entries - free.Entries < options.MaxDiskEntries / divisor)
        {
            return null;
        }

        _free = free;
        return Measure(processes, free, isShort);
    }

    private string? Measure(IEnumerable<int> processes, (long Bytes, long Entries) free, bool isShort)
    {
        var before = _measured;
        var size = DirectoryMeter.Measure(folders);
        if (!size.IsComplete)
        {
            // Only an absurd nesting gets here, or a folder of another user. What it contains cannot be counted, so it
            // must not be a way around the limit.
            return "more than can be measured is in its folders";
        }

        var used = size.Bytes + DeletedBytes(processes);
        _measured = size with { Bytes = used };
        return used > options.MaxDiskBytes
            ? $"{LimitedProcess.FormatMebibytes(used)} in its folders, {LimitedProcess.FormatMebibytes(options.MaxDiskBytes)} are allowed"
            : size.Entries > options.MaxDiskEntries
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{size.Entries} files and folders, {options.MaxDiskEntries} are allowed")
                : isShort && before is { } earlier && HasGrown(earlier, _measured.Value)
                    ? ReportShortage(_measured.Value, free.Bytes)
                    : null;
    }

    // The command must end in any case, or the silo could not write any more. Whose fault it is decides who pays.
    private string ReportShortage(DirectorySize size, long free)
    {
        IsTakenByOthers = _freeAtStart is { } start && size.Bytes <= start.Bytes / 2 && size.Entries <= start.Entries / 2;
        return $"{LimitedProcess.FormatMebibytes(size.Bytes)} in its folders and growing, while only " +
            $"{LimitedProcess.FormatMebibytes(free)} of the disk are free";
    }

    // When another program fills the disk, the command is not to blame: its own folders do not grow.
    private bool HasGrown(DirectorySize earlier, DirectorySize now) =>
        now.Bytes - earlier.Bytes >= options.MaxDiskBytes / ShortageDivisor / 2
        || now.Entries - earlier.Entries >= options.MaxDiskEntries / ShortageDivisor / 2;

    // Blocks, not lengths, and none of memory: every .NET process has a deleted file whose length is the machine's
    // memory. Two processes that share a descriptor list the same file; it occupies the disk once.
    private long DeletedBytes(IEnumerable<int> processes) => processes
        .SelectMany(ProcessTable.DeletedFiles)
        .Where(file => _devices.Contains(file.Status.Device) || !LinuxFiles.IsInMemory(file.Path))
        .DistinctBy(file => (file.Status.Device, file.Status.Inode))
        .Sum(file => file.Status.AllocatedBytes);
}
