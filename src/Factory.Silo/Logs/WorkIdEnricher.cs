using Factory.Domain.Logs;
using Serilog.Core;
using Serilog.Events;

namespace Factory.Silo.Logs;

/// <summary>
/// Adds the ids of the work to a log event, as <c>Run</c>, <c>Task</c> and <c>Attempt</c>: those of the scope
/// (<see cref="LogScopes"/>), else those that the message contains, also as grain keys (<c>task/task-01…</c>).
/// </summary>
internal sealed class WorkIdEnricher : ILogEventEnricher
{
    // Longer than any id with its kind; longer values are text and are not searched.
    private const int MaxKeyLength = 200;

    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        Add<RunId>(logEvent);
        Add<TaskId>(logEvent);
        Add<AttemptId>(logEvent);
    }

    private static void Add<T>(LogEvent log)
        where T : struct, IId<T>
    {
        var name = LogScopes.NameOf<T>();
        var id = log.Properties.TryGetValue(name, out var given) ? Read<T>(given) : null;
        foreach (var property in log.Properties.Values)
        {
            id ??= Read<T>(property);
        }

        if (id is not null)
        {
            log.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(id)));
        }
    }

    private static string? Read<T>(LogEventPropertyValue value)
        where T : struct, IId<T>
    {
        if (value is not ScalarValue { Value: { } content } || content.ToString() is not { Length: <= MaxKeyLength } text)
        {
            return null;
        }

        var last = text[(text.LastIndexOf('/') + 1)..];
        return IdText.TryParse<T>(last, out _) ? last : null;
    }
}
