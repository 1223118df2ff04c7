using System.Text;

namespace Factory.Agents.Runners;

/// <summary>
/// Reads the lines of a file that another process appends to. A line counts when its end was written.
/// </summary>
/// <param name="path">Full path. It need not exist yet.</param>
/// <param name="start">Where to begin, in bytes: the beginning of a line.</param>
internal sealed class OutputLines(string path, long start = 0) : IDisposable
{
    /// <summary>The longest line, in bytes; of longer ones nothing is read.</summary>
    /// <value>16 MiB: a CLI repeats whole files in one event.</value>
    public const int MaxLineBytes = 16 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _line = new();
    private FileStream? _file;
    private bool _skips;

    // Bytes of the line whose end has not been read.
    private long _pending;

    /// <summary>Where the first line begins that has not been returned, in bytes.</summary>
    public long Position { get; private set; } = start;

    /// <summary>
    /// True when the file has become shorter than what was read of it: somebody other than the writer's appending has changed
    /// it.
    /// </summary>
    public bool WasShortened { get; private set; }

    /// <summary>Returns the lines that were completed since the last call.</summary>
    /// <param name="atEnd">True when nothing will be written any more: what stands after the last end is a line, too.</param>
    public IEnumerable<string> Read(bool atEnd = false)
    {
        if (_file is null && File.Exists(path))
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _file.Position = Position;
        }

        WasShortened |= _file is not null && _file.Length < _file.Position;
        for (int read; _file is not null && (read = _file.Read(_buffer)) > 0;)
        {
            foreach (var line in Split(read))
            {
                yield return line;
            }
        }

        Position += atEnd ? _pending : 0;
        _pending = atEnd ? 0 : _pending;
        if (atEnd && Take() is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _line.Dispose();
    }

    private IEnumerable<string> Split(int length)
    {
        for (var start = 0; start < length;)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', start, length - start);
            Append(start, (end < 0 ? length : end) - start);
            if (end < 0)
            {
                _pending += length - start;
                yield break;
            }

            Position += end - start + 1 + _pending;
            _pending = 0;
            yield return Take();
            start = end + 1;
        }
    }

    private void Append(int start, int length)
    {
        _skips |= _line.Length + length > MaxLineBytes;
        if (!_skips)
        {
            _line.Write(_buffer, start, length);
        }
    }

    private string Take()
    {
        var text = _skips ? "(a line that is too long to be read)" : Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
        _line.SetLength(0);
        _skips = false;
        return text;
    }
}
