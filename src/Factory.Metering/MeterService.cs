using Factory.Grains.Abstractions.Keys;
using Factory.Metering.Budgets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

/// <summary>
/// Starts and stops the meter: reconciles the leases that the last process left open, loads the named keys, lets calls
/// begin, writes rows, releases idle leases, and closes all leases when the silo stops. Starts after the grains' host
/// and before everything that calls models.
/// </summary>
internal sealed partial class MeterService(
    UsageMeter meter,
    LeaseRecovery recovery,
    IGrainFactory grains,
    MeterOptions options,
    TimeProvider time,
    ILogger<MeterService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan StartupTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writer = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The loops outlive this call: they must not carry its activity and log scopes along.
        using (ExecutionContext.SuppressFlow())
        {
            _writer = Task.Run(() => meter.LedgerWriter.RunAsync(_stop.Token), CancellationToken.None);
            _loop = Task.Run(RunAsync, CancellationToken.None);
        }

        // Usually a few milliseconds. A store that cannot be read must not keep the silo from starting, or the operator
        // could not look at it: calls wait instead.
        await Task.WhenAny(_ready.Task, Task.Delay(StartupTimeout, time, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await TryAsync(meter.CloseAllAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

        // After the accounts, because closing them waits for rows; before the writer is awaited, because it ends only with
        // the last row. Also when an account could not be closed: a row that is lost stays spent as unaccounted.
        meter.LedgerWriter.Complete();
        await TryAsync(_writer, cancellationToken).ConfigureAwait(false);

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _writer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// Waits as long as the host does. What is still open is reconciled at the next start; a stop that hangs on it would be
    /// killed and leave more open.
    /// </summary>
    private async Task TryAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogCloseFailed(e);
        }
    }

    private async Task RunAsync()
    {
        for (var ready = false; !ready;)
        {
            try
            {
                await recovery.RunAsync(_stop.Token).ConfigureAwait(false);

                // Activating the grain loads the named keys. A call with a valid one must not be refused because it
                // came first.
                await grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key).List().ConfigureAwait(false);
                ready = true;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogRecoveryFailed(RetryDelay, e);
                await Task.Delay(RetryDelay, time, _stop.Token).ConfigureAwait(false);
            }
        }

        meter.MarkRecovered();
        _ready.TrySetResult();
        using var timer = new PeriodicTimer(options.IdleScanInterval, time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            await meter.ReleaseIdleLeasesAsync().ConfigureAwait(false);
        }
    }
}
