using System.Diagnostics.Metrics;

namespace Factory.Silo.Diagnostics;

/// <summary>Counts calls that were never answered, which only Orleans' own meter reports.</summary>
internal sealed class OrleansCounters : IDisposable
{
    private const string MeterName = "Microsoft.Orleans";
    private const string TimedOutRequests = "orleans-app-requests-timedout";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private long _timedOut;

    public OrleansCounters()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeterName && instrument.Name == TimedOutRequests)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Record(instrument.IsObservable, value));
        _listener.Start();
    }

    /// <summary>Calls without an answer within the response timeout, since the silo started.</summary>
    public long ReadTimedOut()
    {
        lock (_lock)
        {
            _listener.RecordObservableInstruments();
            return Interlocked.Read(ref _timedOut);
        }
    }

    // An observable counter reports its total, a plain one its increments, from any thread. The kind is an
    // implementation detail of Orleans, so both are handled.
    private void Record(bool isTotal, long value)
    {
        if (isTotal)
        {
            Interlocked.Exchange(ref _timedOut, value);
        }
        else
        {
            Interlocked.Add(ref _timedOut, value);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
