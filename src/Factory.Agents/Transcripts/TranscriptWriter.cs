using System.Text;
using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;
using Factory.Domain.Secrets;

namespace Factory.Agents.Transcripts;

/// <summary>
/// Appends entries to the transcript of one attempt. Each entry is flushed to the operating system, so that a killed
/// silo loses none.
/// </summary>
internal sealed class TranscriptWriter : IDisposable
{
    /// <summary>The length of an entry's text. Of longer texts, the beginning and the end are kept.</summary>
    /// <value>65,536 characters.</value>
    public const int MaxTextLength = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly SecretRedactor _redactor;
    private long _lastNumber;

    /// <summary>Opens a transcript, and creates it when it does not exist.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="redactor">Removes secrets from entries.</param>
    public TranscriptWriter(string path, TimeProvider time, SecretRedactor redactor)
    {
        _time = time;
        _redactor = redactor;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // A restarted attempt continues the numbering of its transcript.
        _lastNumber = File.Exists(path) ? File.ReadLines(path).LongCount() : 0;
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            // Transcripts contain the operator's code and what commands printed, which other users of the machine must
            // not read.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(path, options);
    }

    /// <summary>Appends an entry. Sets its number and time, and redacts and truncates its text.</summary>
    public void Write(TranscriptEntry entry)
    {
        // Redacted before it is truncated: a cut through a secret would leave half of it.
        var (text, omitted) = Truncate(_redactor.Redact(entry.Text));
        lock (_lock)
        {
            // A model can write anything in place of a tool's name.
            var tool = entry.Tool is { } name ? _redactor.Redact(name) : null;
            var numbered = entry with
            {
                Number = ++_lastNumber,
                At = _time.GetUtcNow(),
                Text = text,
                Tool = tool,
                OmittedCharacters = omitted,
            };
            _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(numbered, FactoryJson.Options) + "\n"));
            _file.Flush();
        }
    }

    /// <summary>Appends an entry that has only a text.</summary>
    public void Write(TranscriptEntryKind kind, string text) => Write(new TranscriptEntry(0, default, kind, text));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static (string Text, int? Omitted) Truncate(string text) => text.Length <= MaxTextLength
        ? (text, null)
        : (string.Concat(text.AsSpan(0, MaxTextLength / 2), "\n…\n", text.AsSpan(text.Length - (MaxTextLength / 2))),
            text.Length - MaxTextLength);
}
