using Factory.Domain.Configuration;
using Factory.Silo.Hosting;

namespace Factory.Silo.Retention;

/// <summary>
/// Runs retention periodically, at the interval of <c>retention.sweep_interval</c>, and enforces quotas in between.
/// </summary>
internal sealed partial class RetentionSweep(
    RetentionService cleaner,
    IConfigSource config,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RetentionSweep> log) : BackgroundService
{
    /// <value>
    /// The delay of the first sweep after the start, and the interval at which quotas are checked and a changed policy is
    /// noticed: 15 minutes.
    /// Short, so that a silo that is restarted every day is swept, too.
    /// </value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            using var timer = new PeriodicTimer(PollInterval, time);
            DateTimeOffset? last = null;
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (config.Current.Policy.Retention.SweepInterval is { } sweep && (last is null || time.GetUtcNow() - last >= sweep))
                {
                    // Before the sweep, so that one that fails waits for the whole interval, too, and does not fill the
                    // log.
                    last = time.GetUtcNow();
                    await RunAsync(stop => cleaner.CleanAsync(dryRun: false, olderThan: null, force: false, stop), stoppingToken);
                }
                else
                {
                    await RunAsync(cleaner.EnforceQuotaAsync, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> clean, CancellationToken stop)
    {
        try
        {
            await clean(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next sweep tries again: failed retention must not end the silo.
            LogFailed(e);
        }
    }
}
