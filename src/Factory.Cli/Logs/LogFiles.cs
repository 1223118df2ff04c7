using System.Globalization;
using Factory.Contracts.Logs;

namespace Factory.Cli.Logs;

/// <summary>Reads a silo's log files while it writes, rotates and deletes them. No silo has to be up.</summary>
internal sealed class LogFiles(string folder)
{
    private const string Prefix = "silo-";
    private const string Extension = ".log";

    /// <summary>Full paths, oldest first.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, Prefix + "*" + Extension).Select(f => (File: f, Order: SortKeyOf(f))).Where(f => f.Order is not null).OrderBy(f => f.Order).Select(f => f.File)]
        : [];

    /// <summary>The last entries that pass a filter, oldest first, and where to go on reading.</summary>
    /// <param name="count">At most so many.</param>
    public (IReadOnlyList<LogEntry> Entries, LogPosition Position) ReadLast(LogFilter filter, int count)
    {
        var files = List();
        var position = new LogPosition(files.LastOrDefault(), 0);
        var found = new List<LogEntry>();
        foreach (var file in files.Reverse())
        {
            var entries = new Queue<LogEntry>();
            var end = Read(file, 0, entry =>
            {
                if (filter.Matches(entry))
                {
                    entries.Enqueue(entry);
                    if (entries.Count > count - found.Count)
                    {
                        entries.Dequeue();
                    }
                }
            });
            position = file == position.File ? position with { Offset = end } : position;
            found.InsertRange(0, entries);
            if (found.Count >= count)
            {
                break;
            }
        }

        return (found, position);
    }

    /// <summary>Everything that was written after a position, over as many files as there are by now.</summary>
    /// <returns>Where to go on.</returns>
    public LogPosition ReadFrom(LogPosition from, Action<LogEntry> take)
    {
        // Listed before reading: when a newer file is there, nothing more comes into the ones before it.
        var files = List();
        var position = from;
        foreach (var file in files.Where(f => from.File is null || string.CompareOrdinal(SortKeyOf(f), SortKeyOf(from.File)) >= 0))
        {
            position = new LogPosition(file, Read(file, file == from.File ? from.Offset : 0, take));
        }

        return position;
    }

    // silo-20261122.log comes before silo-20261122_001.log: the number counts within the day.
    private static string? SortKeyOf(string file)
    {
        var parts = Path.GetFileNameWithoutExtension(file)[Prefix.Length..].Split('_');
        var number = 0;
        return parts[0].Length == 8 && parts[0].All(char.IsAsciiDigit) && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            ? $"{parts[0]}_{number:000000}"
            : null;
    }

    /// <summary>Reads whole lines only: the last one may be half written.</summary>
    private static long Read(string file, long offset, Action<LogEntry> take)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(offset, SeekOrigin.Begin);
            var line = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                var rest = buffer.AsSpan(0, read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    line.Write(rest[..end]);
                    offset += line.Length + 1;
                    if (CompactLogLine.Parse(line.GetBuffer().AsSpan(0, (int)line.Length)) is { } entry)
                    {
                        take(entry);
                    }

                    line.SetLength(0);
                }

                line.Write(rest);
            }
        }
        catch (FileNotFoundException)
        {
            // Its time was over while it was looked at.
        }

        return offset;
    }
}

/// <summary>How far a log was read.</summary>
/// <param name="File">Full path of the file; null before there is one.</param>
/// <param name="Offset">Bytes of it.</param>
internal sealed record LogPosition(string? File, long Offset);
