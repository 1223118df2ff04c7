using System.Threading.Channels;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Factory.Configuration.Reload;

/// <summary>
/// Reloads the configuration when its files change. Where the system cannot watch files it logs a warning; <c>factory
/// config reload</c> always works.
/// </summary>
internal sealed partial class ConfigWatcher(
    ConfigReader reader,
    ConfigReloader reloader,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ConfigWatcher> log) : BackgroundService
{
    /// <value>
    /// The quiet time before files are read: 1 second, because editors write in several steps, and people save several
    /// files.
    /// </value>
    public static readonly TimeSpan DebounceDelay = TimeSpan.FromSeconds(1);

    // At most one signal: several changes before a reload need only one.
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite
    });

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // A change is announced to grains, which cannot be called before the host has started.
            await WaitForStartAsync(stoppingToken);
            using var watch = Watch();
            if (reloader.HasPendingChanges())
            {
                // The files may have changed between the start and the first watch.
                Signal();
            }

            while (watch is not null)
            {
                await _changed.Reader.ReadAsync(stoppingToken);
                await DebounceAsync(stoppingToken);
                await ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WaitForStartAsync(CancellationToken stop)
    {
        // Without RunContinuationsAsynchronously the watcher would continue inside the host's own start notification
        // and delay it.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stop);
    }

    private WatchRegistration? Watch()
    {
        PhysicalFileProvider? files = null;
        try
        {
            // Also fails when the folder was removed after it was read.
            files = new PhysicalFileProvider(reader.Folder);

            // A change token fires once; OnChange asks for the next one each time. The provider ignores names with a
            // leading dot, so swap files of editors cause no reload.
            return new WatchRegistration(files, ChangeToken.OnChange(() => files.Watch("**/*"), Signal));
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            files?.Dispose();
            LogNotWatched(reader.Folder, e);
            return null;
        }
    }

    private async Task DebounceAsync(CancellationToken stop)
    {
        do
        {
            await Task.Delay(DebounceDelay, time, stop);
        }
        while (_changed.Reader.TryRead(out _));
    }

    private async Task ReloadAsync(CancellationToken stop)
    {
        try
        {
            await reloader.ReloadAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next change tries again: a bad file must not end the silo.
            LogNotReloaded(e);
        }
    }

    private void Signal() => _changed.Writer.TryWrite(true);

    private sealed class WatchRegistration(PhysicalFileProvider files, IDisposable registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            files.Dispose();
        }
    }
}
