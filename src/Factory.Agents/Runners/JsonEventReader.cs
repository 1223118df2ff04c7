using System.Text.Json;
using Factory.Domain;

namespace Factory.Agents.Runners;

/// <summary>Reads output that is one JSON object a line. Derived classes know the objects of one CLI.</summary>
internal abstract class JsonEventReader : IRunnerEventReader
{
    private const int MaxNoticeLength = 2_000;

    /// <inheritdoc/>
    public IEnumerable<RunnerEvent> Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(line);

            // The list is made before the document is disposed.
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. Read(document.RootElement)] : [NoticeOf(line)];
        }
        catch (JsonException)
        {
            // CLIs print warnings and stack traces between their events.
            return [NoticeOf(line)];
        }
    }

    /// <summary>Returns what an object reports.</summary>
    protected abstract IEnumerable<RunnerEvent> Read(JsonElement line);

    private static RunnerEvent.Notice NoticeOf(string line) =>
        new(VisibleText.Shorten(line, MaxNoticeLength));
}
