using Factory.Domain.Configuration;
using Factory.Silo.Hosting;

namespace Factory.Silo.Retention;

/// <summary>Cleans up by itself, as often as <c>retention.sweep_interval</c> says.</summary>
internal sealed partial class RetentionSweep(RetentionService cleaner, IConfigSource config, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RetentionSweep> log) : BackgroundService
{
    /// <value>How long after the start the first sweep comes, and how often a changed policy is noticed: 15 minutes. A silo that is restarted every day is cleaned all the same.</value>
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
                    last = time.GetUtcNow();
                    await SweepAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        try
        {
            await cleaner.CleanAsync(dryRun: false, olderThan: null, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next one tries again; a silo does not go down over its dustbin.
            LogFailed(e);
        }
    }
}
