namespace Factory.Silo.Hosting;

/// <summary>Gives back the memory that only the start needed: without load the collector would keep it for as long as the silo is idle.</summary>
internal sealed class MemoryTrim(IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    // After the first requests, which need more of it.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            await Task.Delay(Delay, time, stoppingToken);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
