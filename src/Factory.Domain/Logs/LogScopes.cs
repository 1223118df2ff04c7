namespace Factory.Domain.Logs;

/// <summary>Builds log scopes, by which log entries can be found by run, task and attempt.</summary>
public static class LogScopes
{
    /// <summary>The scope of an attempt, or of a task where there is none.</summary>
    public static IReadOnlyDictionary<string, object> Of(RunId? run, TaskId? task, AttemptId? attempt = null)
    {
        var scope = new Dictionary<string, object>(StringComparer.Ordinal);
        Add(scope, run);
        Add(scope, task);
        Add(scope, attempt);
        return scope;
    }

    /// <summary>The name that an id has in a scope: <c>Run</c>, <c>Task</c>, <c>Attempt</c>.</summary>
    public static string NameOf<T>()
        where T : struct, IId<T> => char.ToUpperInvariant(T.Kind[0]) + T.Kind[1..];

    private static void Add<T>(Dictionary<string, object> scope, T? id)
        where T : struct, IId<T>
    {
        if (id is { } value)
        {
            scope[NameOf<T>()] = value.ToString()!;
        }
    }
}
