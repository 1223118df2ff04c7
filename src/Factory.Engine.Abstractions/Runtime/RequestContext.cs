namespace Orleans.Runtime;

/// <summary>Values that travel with calls: what is set before a call is seen by the called grain and by all that it calls.</summary>
/// <remarks>Values flow down only. A change made by the called grain is not seen by its caller.</remarks>
public static class RequestContext
{
    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        // Copied on write: calls under way hold the dictionary that was there when they started.
        var copy = Values.Value is { } values ? new Dictionary<string, object>(values) : new Dictionary<string, object>(1);
        copy[key] = value;
        Values.Value = copy;
    }

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        var copy = new Dictionary<string, object>(values);
        copy.Remove(key);
        Values.Value = copy.Count == 0 ? null : copy;
        return true;
    }

    public static void Clear()
    {
        if (Values.Value is not null)
        {
            Values.Value = null;
        }
    }
}
