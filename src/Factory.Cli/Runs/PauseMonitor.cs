using Factory.Client;

namespace Factory.Cli.Runs;

/// <summary>Asks the factory every few seconds whether it is paused, and reports changes.</summary>
internal sealed class PauseMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop;
    private readonly Task _loop;

    /// <param name="client">The silo.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="onChanged">Called with true when the factory is paused, also if it was so from the start, and with
    /// false when the pause has ended.</param>
    /// <param name="cancellationToken">Ends the monitor.</param>
    public PauseMonitor(FactoryClient client, TimeProvider time, Action<bool> onChanged, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _loop = RunAsync(client, time, onChanged, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private static async Task RunAsync(FactoryClient client, TimeProvider time, Action<bool> onChanged, CancellationToken stop)
    {
        var paused = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var now = (await client.GetKevAsync(stop)).Paused;
                if (now != paused)
                {
                    paused = now;
                    onChanged(paused);
                }
            }
            catch (Exception e) when (e is FactoryException or OperationCanceledException)
            {
                // Only an addition to the events: what is wrong with the silo is reported where they are read.
            }

            await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
