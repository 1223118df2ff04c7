using System.Diagnostics.Metrics;

namespace Factory.Storage.Writing;

/// <summary>Instruments of the meter <c>Factory.Storage</c>.</summary>
internal static class StorageMetrics
{
    private static readonly Meter Meter = new("Factory.Storage");
    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "factory.storage.commits",
        "{commit}",
        "Transactions on disk.");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "factory.storage.batch_size",
        "{write}",
        "Writes in one transaction.",
        tags: null,
        advice: new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384] });

    public static void RecordCommit(int writes)
    {
        Commits.Add(1);
        BatchSize.Record(writes);
    }
}
