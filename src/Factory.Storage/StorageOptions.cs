using Factory.Storage.Indexing;
using Factory.Storage.Writing;

namespace Factory.Storage;

/// <summary>Settings of the store; see <c>AddFactoryStorage</c>.</summary>
public sealed class StorageOptions
{
    /// <value>Full path of the database file; created, with its folder, when missing. Required.</value>
    public string DatabasePath { get; set; } = "";

    /// <value>Every state that keeps an index row, by its state name.</value>
    public StateRegistry States { get; } = new();

    /// <value>Writes that may be queued before further callers wait; default 8,192, at least 1.</value>
    public int QueueCapacity { get; set; } = 8_192;

    /// <value>Writes in one transaction, at most; default 1,024, at least 1.</value>
    public int MaxBatchSize { get; set; } = 1_024;

    /// <value>Read-only connections, at most; default 4, 1 to 64.</value>
    public int MaxReaders { get; set; } = 4;

    /// <value>
    /// How long to wait while another program has the database locked; default 5 seconds, 1 second to 10 minutes.
    /// </value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <value>Outbox messages published at once, at most; default 64, at least 1.</value>
    public int OutboxParallelism { get; set; } = 64;

    /// <value>Free bytes on the disk below which no new work is started; default 16 MiB; 0 disables the check.</value>
    public long MinFreeBytes { get; set; } = 16 * 1024 * 1024;

    /// <value>Removes secrets from the messages and data of events before they are stored; the default changes nothing.</value>
    public Func<string, string> RedactEventText { get; set; } = static text => text;

    /// <value>Called at each step of a write, for tests that inject failures; null in production.</value>
    internal Action<FaultPoint>? FaultInjector { get; set; }
}
