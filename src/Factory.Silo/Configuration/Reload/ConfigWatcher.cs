using Factory.Silo.Hosting;

namespace Factory.Silo.Configuration.Reload;

/// <summary>Reloads by itself when files of the configuration folder change. Where the system cannot watch, it says so: <c>factory config reload</c> works always.</summary>
internal sealed partial class ConfigWatcher(ConfigReloader reloader, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConfigWatcher> log) : BackgroundService
{
    /// <value>Quiet time before files are read: editors write in several steps, and people save several files. Default 1 second.</value>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _changed = new(0);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            using var watcher = Watch();
            if (reloader.IsBehind())
            {
                // Changed between the start and the watch.
                _changed.Release();
            }

            while (watcher is not null)
            {
                await _changed.WaitAsync(stoppingToken);
                await SettleAsync(stoppingToken);
                await reloader.ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(reloader.Folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => _changed.Release();
            watcher.Created += (_, _) => _changed.Release();
            watcher.Deleted += (_, _) => _changed.Release();
            watcher.Renamed += (_, _) => _changed.Release();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            LogNotWatched(reloader.Folder, e);
            return null;
        }
    }

    private async Task SettleAsync(CancellationToken stop)
    {
        do
        {
            await Task.Delay(Quiet, time, stop);
        }
        while (Drain());
    }

    private bool Drain()
    {
        var any = false;
        while (_changed.Wait(0))
        {
            any = true;
        }

        return any;
    }

    [LoggerMessage(LogLevel.Warning, "{Folder} cannot be watched; after a change say: factory config reload")]
    private partial void LogNotWatched(string folder, Exception exception);
}
