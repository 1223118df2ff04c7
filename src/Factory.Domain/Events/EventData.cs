namespace Factory.Domain.Events;

/// <summary>Builds the data of an event.</summary>
public static class EventData
{
    /// <summary>The pairs that have a value.</summary>
    public static IReadOnlyDictionary<string, string> Of(params IEnumerable<(string Key, string? Value)> pairs) =>
        pairs.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal);
}
