using Factory.Contracts.Diagnostics;

namespace Factory.Storage.Writing;

/// <summary>Counts commits, and keeps the batch sizes of the last 1,024. Thread-safe.</summary>
internal sealed class CommitStatistics
{
    private const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly Queue<int> _sizes = new(Capacity);
    private long _commits;
    private long _writes;

    public void RecordCommit(int writes)
    {
        StorageMetrics.RecordCommit(writes);
        lock (_lock)
        {
            _commits++;
            _writes += writes;
            if (_sizes.Count == Capacity)
            {
                _sizes.Dequeue();
            }

            _sizes.Enqueue(writes);
        }
    }

    public CommitStatisticsView Read()
    {
        lock (_lock)
        {
            var sizes = _sizes.Order().ToArray();
            return new(_commits, _writes, sizes.Length == 0 ? null : sizes[sizes.Length / 2], sizes.Length == 0 ? 0 : sizes[^1]);
        }
    }
}
