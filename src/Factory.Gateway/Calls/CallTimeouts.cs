namespace Factory.Gateway.Calls;

/// <summary>The deadlines of one call, and the client's patience: cancels when the provider is silent for too long, when the call as a whole takes too long, or when the client goes.</summary>
internal sealed class CallTimeouts : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _total;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;
    private readonly long _started;
    private long _lastRead;
    private bool _isClosing;

    public CallTimeouts(GatewayOptions options, TimeProvider time, CancellationToken client)
    {
        (_time, _idle, _total, _client) = (time, options.IdleTimeout, options.TotalTimeout, client);
        _started = _lastRead = time.GetTimestamp();
        _timer = time.CreateTimer(static c => ((CallTimeouts)c!).OnTimer(), this, _idle < _total ? _idle : _total, Timeout.InfiniteTimeSpan);
        _registration = client.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    /// <summary>Cancelled when the call must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>The client went away.</summary>
    public bool IsClientGone => _client.IsCancellationRequested;

    /// <summary>A deadline passed.</summary>
    public bool HasExpired => _source.IsCancellationRequested && !IsClientGone;

    /// <summary>From the start to the first byte; null before.</summary>
    public TimeSpan? TimeToFirstByte { get; private set; }

    /// <summary>The provider sent something. The timer is not touched: it finds out when it fires.</summary>
    public void Touch()
    {
        TimeToFirstByte ??= Elapsed;
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
    }

    /// <summary>The answer is complete; the connection's end is waited for, but not long.</summary>
    public void BeginClose()
    {
        Volatile.Write(ref _isClosing, true);
        _timer.Change(CloseTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _registration.Dispose();
        _source.Dispose();
    }

    private void OnTimer()
    {
        var idle = _idle - _time.GetElapsedTime(Volatile.Read(ref _lastRead));
        var whole = _total - Elapsed;
        var left = idle < whole ? idle : whole;
        try
        {
            if (left <= TimeSpan.Zero || Volatile.Read(ref _isClosing))
            {
                _source.Cancel();
            }
            else
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer fired.
        }
    }
}
