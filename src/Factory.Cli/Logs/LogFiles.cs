using System.Globalization;
using Factory.Contracts.Logs;

namespace Factory.Cli.Logs;

/// <summary>Reads the log files of a silo, also while it writes, rotates and deletes them.</summary>
internal sealed class LogFiles(string folder)
{
    private const string Prefix = "silo-";
    private const string Extension = ".log";

    /// <summary>Full paths, oldest first.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, Prefix + "*" + Extension)
            .Select(f => (File: f, Order: SortKeyOf(f)))
            .Where(f => f.Order is not null)
            .OrderBy(f => f.Order)
            .Select(f => f.File)]
        : [];

    /// <summary>The last entries that match a filter, oldest first, and the position after them.</summary>
    /// <param name="count">The most entries.</param>
    public (IReadOnlyList<LogEntry> Entries, LogPosition Position) ReadLast(LogFilter filter, int count)
    {
        var files = List();
        var position = new LogPosition(files.LastOrDefault(), 0);
        var found = new List<LogEntry>();

        // Newest first, and only as many files as needed: the whole log can have 256 MiB.
        foreach (var file in files.Reverse())
        {
            var entries = new Queue<LogEntry>();
            var end = Read(file, 0, entry =>
            {
                if (filter.Matches(entry))
                {
                    entries.Enqueue(entry);

                    // Never more than the wanted number in memory, however many entries of the file match.
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

    /// <summary>Everything that was written after a position, across rotated files.</summary>
    /// <returns>The position after the last line.</returns>
    public LogPosition ReadFrom(LogPosition from, Action<LogEntry> take)
    {
        // Listed before reading: once a newer file exists, nothing is appended to the earlier ones, so each can be read
        // to its end.
        var files = List();
        var position = from;
        foreach (var file in files.Where(f => from.File is null || string.CompareOrdinal(SortKeyOf(f), SortKeyOf(from.File)) >= 0))
        {
            position = new LogPosition(file, Read(file, file == from.File ? from.Offset : 0, take));
        }

        return position;
    }

    // silo-20261122.log comes before silo-20261122_001.log, which plain string order gets wrong: the number counts
    // files of the day.
    private static string? SortKeyOf(string file)
    {
        var parts = Path.GetFileNameWithoutExtension(file)[Prefix.Length..].Split('_');
        var number = 0;
        return parts[0].Length == 8
            && parts[0].All(char.IsAsciiDigit)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            ? $"{parts[0]}_{number:000000}"
            : null;
    }

    /// <summary>Reads complete lines only: the last one may be incomplete.</summary>
    private static long Read(string file, long offset, Action<LogEntry> take)
    {
        try
        {
            // The silo has the newest file open for writing and deletes old ones; with less sharing, one of the two
            // could fail.
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

                    // Counts complete lines only, so the next read starts at the beginning of a line that was
                    // incomplete this time.
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
            // The silo deleted the file, which was the oldest, in the meantime.
        }

        return offset;
    }
}

/// <summary>A position in the log.</summary>
/// <param name="File">Full path of the file; null while there is none.</param>
/// <param name="Offset">Bytes from its start.</param>
internal sealed record LogPosition(string? File, long Offset);
