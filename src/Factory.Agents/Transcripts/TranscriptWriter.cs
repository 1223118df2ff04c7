using System.Text;
using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;

namespace Factory.Agents.Transcripts;

/// <summary>Appends to one attempt's transcript. Every entry is handed to the system when it happens, so a killed silo loses none of them.</summary>
internal sealed class TranscriptWriter : IDisposable
{
    /// <value>Longest text of an entry: 64 Ki characters; the head and the tail are kept.</value>
    public const int MaxTextLength = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly SecretRedactor _redactor;
    private long _lastNumber;

    public TranscriptWriter(string path, TimeProvider time, SecretRedactor redactor)
    {
        _time = time;
        _redactor = redactor;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _lastNumber = File.Exists(path) ? File.ReadLines(path).LongCount() : 0;
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(path, options);
    }

    /// <summary>Appends an entry; its number and time are filled in here, its text is redacted and cut.</summary>
    public void Write(TranscriptEntry entry)
    {
        var (text, leftOut) = Truncate(_redactor.Redact(entry.Text));
        lock (_lock)
        {
            var numbered = entry with { Number = ++_lastNumber, At = _time.GetUtcNow(), Text = text, OmittedCharacters = leftOut };
            _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(numbered, FactoryJson.Options) + "\n"));
            _file.Flush();
        }
    }

    /// <summary>Appends an entry that is only text.</summary>
    public void Write(TranscriptEntryKind kind, string text) => Write(new TranscriptEntry(0, default, kind, text));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static (string Text, int? LeftOut) Truncate(string text) => text.Length <= MaxTextLength
        ? (text, null)
        : (string.Concat(text.AsSpan(0, MaxTextLength / 2), "\n…\n", text.AsSpan(text.Length - (MaxTextLength / 2))), text.Length - MaxTextLength);
}
