using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Contracts.Logs;
using Factory.Domain.Diagnostics;
using Factory.Workshop.Transcripts;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Factory.Silo.Logs;

/// <summary>Writes a log event as a <see cref="LogEntry"/> on one line, with its ids as fields and without secrets.</summary>
internal sealed class LogEntryFormatter(SecretRedactor redactor) : ITextFormatter
{
    private const int LongestMessage = 16 * 1024;
    private const int LongestError = 64 * 1024;

    // As it reads, without quotes around its values.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var entry = new LogEntry(
            logEvent.Timestamp,
            LevelOf(logEvent.Level),
            logEvent.Properties.GetValueOrDefault("SourceContext") is ScalarValue { Value: string source } ? source : "Factory",
            Clean(MessageOf(logEvent), LongestMessage)!,
            IdOf<RunId>(logEvent),
            IdOf<TaskId>(logEvent),
            IdOf<AttemptId>(logEvent),
            Clean(logEvent.Exception?.ToString(), LongestError));
        output.Write(JsonSerializer.Serialize(entry, FactoryJson.Options));
        output.Write('\n');
    }

    private static string MessageOf(LogEvent log)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(log, text);
        return text.ToString();
    }

    private static LogEntryLevel LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => LogEntryLevel.Debug,
        LogEventLevel.Information => LogEntryLevel.Information,
        LogEventLevel.Warning => LogEntryLevel.Warning,
        LogEventLevel.Error => LogEntryLevel.Error,
        _ => LogEntryLevel.Critical,
    };

    /// <summary>The id in the scope of the work (<see cref="LogScopes"/>), else one that the message names: also as the key of a grain, <c>task/task-01…</c>.</summary>
    private static string? IdOf<T>(LogEvent log)
        where T : struct, IId<T>
    {
        if (log.Properties.TryGetValue(LogScopes.NameOf<T>(), out var given) && Read<T>(given) is { } exact)
        {
            return exact;
        }

        foreach (var property in log.Properties.Values)
        {
            if (Read<T>(property) is { } named)
            {
                return named;
            }
        }

        return null;
    }

    private static string? Read<T>(LogEventPropertyValue value)
        where T : struct, IId<T>
    {
        if (value is not ScalarValue { Value: { } content } || content.ToString() is not { Length: <= 200 } text)
        {
            return null;
        }

        var last = text[(text.LastIndexOf('/') + 1)..];
        return IdText.TryParse<T>(last, out _) ? last : null;
    }

    private string? Clean(string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        var safe = redactor.Redact(text);
        return safe.Length <= longest ? safe : safe[..longest] + "…";
    }
}
