using Factory.Domain.Egress;

namespace Factory.Silo.Egress;

/// <summary>Records the requests of an attempt, up to a number, in its transcript and in the silo's log.</summary>
internal sealed partial class EgressJournal(
    AttemptId attempt,
    EgressOptions options,
    Action<EgressRequest> observe,
    ILogger<EgressJournal> logger)
{
    private readonly Lock _lock = new();
    private int _recorded;
    private bool _isClosed;

    /// <summary>Ends the record in the transcript: the attempt has ended, and what it left running is being aborted.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }

    /// <summary>Records a request that has ended.</summary>
    public void Record(EgressRequest request)
    {
        var number = Interlocked.Increment(ref _recorded);
        if (number > options.MaxRecords)
        {
            if (number == options.MaxRecords + 1)
            {
                LogNoMore(attempt, options.MaxRecords);
            }

            return;
        }

        LogRequested(
            attempt,
            request.Method,
            request.Host,
            request.Port,
            request.Refusal ?? "allowed",
            request.BytesSent,
            request.BytesReceived,
            (long)request.Duration.TotalMilliseconds);
        lock (_lock)
        {
            if (!_isClosed)
            {
                observe(request);
            }
        }
    }
}
