namespace Factory.Silo.Hosting;

/// <summary>
/// Releases the memory that only the start needed: in an idle process the garbage collector would keep it.
/// </summary>
internal sealed class MemoryTrim(IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    // Late enough that the first requests, which allocate too, are done.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            await Task.Delay(Delay, time, stoppingToken);

            // Aggressive is the mode that returns as much memory as possible to the operating system. It accepts
            // nothing but a blocking, compacting collection of all generations.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
