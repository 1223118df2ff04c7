using Factory.Domain.Logs;
using Serilog.Core;
using Serilog.Events;

namespace Factory.Silo.Logs;

/// <summary>
/// Gives a log event the ids it is about, as <c>Run</c>, <c>Task</c> and <c>Attempt</c>: the one in the scope of the work (<see cref="LogScopes"/>), else one that the message
/// names, also as the key of a grain, <c>task/task-01…</c>.
/// </summary>
internal sealed class WorkIdEnricher : ILogEventEnricher
{
    // Longer than any id with its kind: what is longer is text.
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
