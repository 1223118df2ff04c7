namespace Factory.Silo.Diagnostics;

/// <summary>
/// Calls per second between two reads. Reads within the shortest interval share a starting point, so that two readers
/// do not shorten each other's interval. Thread-safe.
/// </summary>
internal sealed class CallRates(TimeSpan minInterval, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _began = time.GetTimestamp();
    private IReadOnlyDictionary<string, long> _counts = new Dictionary<string, long>();
    private IReadOnlyDictionary<string, double> _rates = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, double> Sample(IReadOnlyDictionary<string, long> counts)
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_began);
            if (elapsed >= minInterval)
            {
                _rates = counts.ToDictionary(
                    entry => entry.Key,
                    entry => (entry.Value - _counts.GetValueOrDefault(entry.Key)) / elapsed.TotalSeconds);
                (_began, _counts) = (time.GetTimestamp(), counts);
            }

            return _rates;
        }
    }
}
