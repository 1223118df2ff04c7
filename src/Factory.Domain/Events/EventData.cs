namespace Factory.Domain.Events;

/// <summary>Builds the data of an event. Keys are part of the API: clients read them.</summary>
public static class EventData
{
    /// <summary>A dictionary of the pairs whose value is not null.</summary>
    public static IReadOnlyDictionary<string, string> Of(params IEnumerable<(string Key, string? Value)> pairs) =>
        pairs.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal);
}
