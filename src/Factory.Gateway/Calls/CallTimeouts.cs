namespace Factory.Gateway.Calls;

/// <summary>
/// The deadlines of one call: cancels when the provider sends nothing for too long, when the call takes too long as a
/// whole, or when the client disconnects.
/// </summary>
internal sealed class CallTimeouts : IDisposable
{
    /// <value>How long the connection may take to close after the terminating event: 1 s.</value>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _total;
    private readonly CancellationToken _client;
    // Not linked to the client's token: a linked source could not say afterwards which of the two cancelled it.
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;
    private readonly long _started;

    // Written by the call and read by the timer's thread.
    private long _lastRead;
    private bool _isClosing;

    /// <summary>Starts the deadlines.</summary>
    /// <param name="options">How long they are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="client">Cancelled when the client disconnects.</param>
    public CallTimeouts(GatewayOptions options, TimeProvider time, CancellationToken client)
    {
        (_time, _idle, _total, _client) = (time, options.IdleTimeout, options.TotalTimeout, client);
        _started = _lastRead = time.GetTimestamp();
        _timer = time.CreateTimer(
            static c => ((CallTimeouts)c!).OnTimer(),
            this,
            _idle < _total ? _idle : _total,
            Timeout.InfiniteTimeSpan);
        _registration = client.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    /// <summary>Cancelled when the call must end, for any of the three reasons.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Whether the client has disconnected.</summary>
    public bool IsClientGone => _client.IsCancellationRequested;

    /// <summary>Whether a deadline has passed while the client was still connected.</summary>
    public bool HasExpired => _source.IsCancellationRequested && !IsClientGone;

    /// <summary>Time from the start to the provider's first byte; null before it.</summary>
    public TimeSpan? TimeToFirstByte { get; private set; }

    /// <summary>
    /// The provider sent something. Cheap enough for every read: the timer is not changed, but checks the last read
    /// when it fires.
    /// </summary>
    public void Touch()
    {
        TimeToFirstByte ??= Elapsed;
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
    }

    /// <summary>
    /// The response is complete. Waits for the end of the connection, which can be reused then, but only for a second.
    /// </summary>
    public void BeginClose()
    {
        Volatile.Write(ref _isClosing, true);
        _timer.Change(CloseTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a task ends within a time; it goes on otherwise. Throws what the task throws.</summary>
    public async Task<bool> CompletesWithinAsync(Task task, TimeSpan limit)
    {
        // Not WaitAsync: a task that ends between its time-out and the catch block could not be told from one that failed
        // with a time-out of its own.
        using var waiting = new CancellationTokenSource();
        if (await Task.WhenAny(task, Task.Delay(limit, _time, waiting.Token)) != task)
        {
            return false;
        }

        await waiting.CancelAsync();
        await task;
        return true;
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
        var total = _total - Elapsed;
        var left = idle < total ? idle : total;
        try
        {
            // The timer was set when the call began or last fired, and reads have moved the deadline since: wait for
            // the rest.
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
            // The call was disposed while the timer's callback ran: Dispose does not wait for it.
        }
    }
}
