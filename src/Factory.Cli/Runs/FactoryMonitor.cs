using Factory.Client;

namespace Factory.Cli.Runs;

/// <summary>
/// Asks the factory every few seconds whether it is paused, and whether it answers at all, and reports changes. The
/// event stream reconnects in silence.
/// </summary>
internal sealed class FactoryMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly FactoryClient _client;
    private readonly Action<bool> _onLost;
    private readonly Action<bool> _onPaused;
    private readonly CancellationTokenSource _stop;
    private readonly Task _loop;
    private bool _isLost;
    private bool _isPaused;

    /// <param name="client">The silo.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="onLost">Called with true when the factory does not answer, and with false when it does
    /// again.</param>
    /// <param name="onPaused">Called with true when the factory is paused, also if it was so from the start, and with
    /// false when the pause has ended.</param>
    /// <param name="cancellationToken">Ends the monitor.</param>
    public FactoryMonitor(
        FactoryClient client,
        TimeProvider time,
        Action<bool> onLost,
        Action<bool> onPaused,
        CancellationToken cancellationToken)
    {
        (_client, _onLost, _onPaused) = (client, onLost, onPaused);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _loop = RunAsync(time, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await AskAsync(stop);
            await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(CancellationToken stop)
    {
        try
        {
            var isPaused = (await _client.GetKevAsync(stop)).Paused;
            Report(ref _isLost, false, _onLost);
            Report(ref _isPaused, isPaused, _onPaused);
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.SiloUnreachable && !stop.IsCancellationRequested)
        {
            Report(ref _isLost, true, _onLost);
        }
        catch (Exception e) when (e is FactoryException or OperationCanceledException)
        {
            // Only an addition to the events: what is wrong with the silo is reported where they are read.
        }
    }

    private static void Report(ref bool known, bool now, Action<bool> report)
    {
        if (known != now)
        {
            known = now;
            report(now);
        }
    }
}
