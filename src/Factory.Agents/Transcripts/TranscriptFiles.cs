using System.Text;
using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Secrets;

namespace Factory.Agents.Transcripts;

/// <summary>
/// Stores transcripts as files with one JSON object per line, which can be read while they are written to.
/// </summary>
internal sealed class TranscriptFiles(FactoryPaths paths, TimeProvider time, SecretRedactor redactor) : ITranscriptReader
{
    /// <summary>Opens an attempt's transcript for writing.</summary>
    public TranscriptWriter Open(AttemptId attempt) => new(paths.Transcript(attempt), time, redactor);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptEntry>> ReadAsync(
        AttemptId attempt,
        long from,
        int limit,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        var path = paths.Transcript(attempt);
        if (!File.Exists(path))
        {
            return [];
        }

        var entries = new List<TranscriptEntry>();

        // Shared with the writer of a running attempt and with the deletion of expired transcripts.
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        for (var number = 1L; entries.Count < limit && await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (number >= from && TryParse(line) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    // The last line can be incomplete while it is being written. The next read returns it.
    private static TranscriptEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TranscriptEntry>(line, FactoryJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
