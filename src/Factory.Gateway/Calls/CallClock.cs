namespace Factory.Gateway.Calls;

/// <summary>The deadlines of one call, and the client's patience: cancels when the provider is silent for too long, when the call as a whole takes too long, or when the client goes.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _whole;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private readonly long _started;
    private bool _isClosing;

    public CallClock(GatewayOptions options, TimeProvider time, CancellationToken client)
    {
        (_time, _silence, _whole, _client) = (time, options.SilenceLimit, options.CallLimit, client);
        _started = time.GetTimestamp();
        _source = new CancellationTokenSource(_silence, time);
        _registration = client.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    /// <summary>Cancelled when the call must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>The client went away.</summary>
    public bool IsClientGone => _client.IsCancellationRequested;

    /// <summary>A deadline passed.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !IsClientGone;

    /// <summary>From the start to the first byte; null before.</summary>
    public TimeSpan? FirstByte { get; private set; }

    /// <summary>The provider sent something.</summary>
    public void Touch()
    {
        FirstByte ??= Elapsed;
        if (!_isClosing)
        {
            var left = _whole - Elapsed;
            _source.CancelAfter(left < _silence ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : _silence);
        }
    }

    /// <summary>The answer is complete; the connection's end is waited for, but not long.</summary>
    public void Close()
    {
        _isClosing = true;
        _source.CancelAfter(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
