using System.Text.Json;
using Factory.Contracts.Logs;
using Serilog.Events;
using Serilog.Parsing;

namespace Factory.Cli.Logs;

/// <summary>
/// Parses a line of Serilog's compact JSON format (CLEF, https://clef-json.org), which stores a message as a template
/// and its values.
/// </summary>
internal static class CompactLogLine
{
    private static readonly MessageTemplateParser Templates = new();

    /// <summary>
    /// The entry; null for a line that cannot be parsed: cut off by a crash, or written in another format.
    /// </summary>
    public static LogEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;

            // Lines without '@t' are of a format that earlier versions wrote (ADR 13).
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("@t", out var at) && at.TryGetDateTimeOffset(out var time)
                ? new LogEntry(
                    time,
                    LevelOf(Text(root, "@l")),
                    Text(root, "SourceContext") ?? "Factory",
                    MessageOf(root),
                    Text(root, "Run"),
                    Text(root, "Task"),
                    Text(root, "Attempt"),
                    Text(root, "@x"))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half of a surrogate pair, or a member of another type than CLEF
            // has.
            return null;
        }
    }

    private static string MessageOf(JsonElement line)
    {
        // '@r' has the rendered text of the values with a format, in the order of the template.
        var formatted = new Queue<string>(line.TryGetProperty("@r", out var list) ? list.EnumerateArray().Select(r => r.ToString()) : []);
        return string.Concat(Templates.Parse(Text(line, "@mt") ?? "").Tokens.Select(token => token switch
        {
            TextToken text => text.Text,
            PropertyToken { Format: not null } when formatted.TryDequeue(out var value) => value,
            PropertyToken property => Text(line, property.PropertyName) ?? property.ToString(),
            _ => token.ToString(),
        }));
    }

    // CLEF omits the level of information entries.
    private static LogEntryLevel LevelOf(string? level) => level switch
    {
        null or nameof(LogEventLevel.Information) => LogEntryLevel.Information,
        nameof(LogEventLevel.Verbose) or nameof(LogEventLevel.Debug) => LogEntryLevel.Debug,
        nameof(LogEventLevel.Warning) => LogEntryLevel.Warning,
        nameof(LogEventLevel.Error) => LogEntryLevel.Error,
        _ => LogEntryLevel.Critical,
    };

    private static string? Text(JsonElement line, string name) =>
        !line.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
}
