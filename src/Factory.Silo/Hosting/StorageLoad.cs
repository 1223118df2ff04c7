using System.Diagnostics.Metrics;
using Factory.Contracts.Engine;

namespace Factory.Silo.Hosting;

/// <summary>Listens to the store's instruments, so that both engines tell of it alike.</summary>
internal sealed class StorageLoad : IDisposable
{
    private const int Kept = 1024;

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Queue<int> _last = new(Kept);
    private long _commits;
    private long _writes;

    public StorageLoad()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Factory.Storage", Name: "factory.storage.batch_size" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, writes, _, _) => Add(writes));
        _listener.Start();
    }

    public StorageLoadView Read()
    {
        lock (_lock)
        {
            var sizes = _last.Order().ToArray();
            return new(_commits, _writes, sizes.Length == 0 ? null : sizes[sizes.Length / 2], sizes.Length == 0 ? 0 : sizes[^1]);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(int writes)
    {
        lock (_lock)
        {
            _commits++;
            _writes += writes;
            if (_last.Count == Kept)
            {
                _last.Dequeue();
            }

            _last.Enqueue(writes);
        }
    }
}
