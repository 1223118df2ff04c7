namespace Factory.Silo.Metrics;

/// <summary>The values of one instrument with one set of tags. Not thread-safe: its instrument's lock is around it.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, double[] bounds)
{
    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>Measurements by bucket, the last one for what is above all bounds; empty when it has none.</summary>
    public long[] Buckets { get; } = bounds.Length == 0 ? [] : new long[bounds.Length + 1];

    public double Value { get; private set; }

    public long Count { get; private set; }

    /// <summary>Another one with the same hash.</summary>
    public MetricSeries? Next { get; init; }

    public void Add(double value)
    {
        Value += value;
        Count++;
        if (Buckets.Length > 0)
        {
            var at = Array.BinarySearch(bounds, value);
            Buckets[at >= 0 ? at : ~at]++;
        }
    }

    public void Set(double value) => Value = value;

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value))
            {
                return false;
            }
        }

        return true;
    }
}
