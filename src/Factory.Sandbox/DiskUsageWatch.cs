namespace Factory.Sandbox;

/// <summary>
/// Watches what a command puts on the disk. Asking how much is free costs next to nothing and is done at every look; only when that shrank noticeably are the
/// command's folders measured, so that another program which fills the disk is never held against it.
/// </summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class DiskUsageWatch(IReadOnlyList<string> folders, long maxBytes)
{
    private const int RemeasureDivisor = 4;

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    private readonly DriveInfo _drive = new(folders[0]);
    private long? _free;

    /// <summary>What the folders hold now, when that is more than is allowed; null otherwise.</summary>
    /// <param name="processes">The command's processes: files without a name count as long as one of them holds them open.</param>
    public string? CheckLimit(IEnumerable<int> processes)
    {
        var free = _drive.AvailableFreeSpace;
        _free ??= free;
        if (_free - free < maxBytes / RemeasureDivisor)
        {
            return null;
        }

        _free = free;
        try
        {
            var used = folders.Sum(Measure) + processes.SelectMany(ProcessTable.DeletedFiles).DistinctBy(file => file.Name).Sum(file => file.Bytes);
            return used > maxBytes ? LimitedProcess.FormatMebibytes(used) : null;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            // Nothing but a nesting deeper than the system's longest path comes here, and what hides in there cannot be counted.
            return "more than can be measured";
        }
    }

    private static long Measure(string folder)
    {
        var total = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
        {
            try
            {
                total += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Gone since it was listed.
            }
        }

        return total;
    }
}
