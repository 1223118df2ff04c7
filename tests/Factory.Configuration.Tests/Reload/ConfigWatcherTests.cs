using Factory.Configuration.Reload;
using Factory.Configuration.Tests.Support;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Configuration.Tests.Reload;

public sealed class ConfigWatcherTests
{
    [Fact]
    public async Task Execute_FolderIsGone_EndsWithoutTakingTheHostDown()
    {
        using var files = new ConfigFiles();
        var monitor = new ConfigMonitor(files.Reader.Load());
        var time = new FakeTimeProvider();
        using var reloader = new ConfigReloader(
            files.Reader,
            monitor,
            new NoListener(),
            new NoProviders(),
            time,
            NullLogger<ConfigReloader>.Instance);
        using var watcher = new ConfigWatcher(files.Reader, reloader, new Started(), time, NullLogger<ConfigWatcher>.Instance);
        Directory.Move(files.Folder, files.Folder + ".gone");
        try
        {
            await watcher.StartAsync(default);

            await watcher.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            Directory.Move(files.Folder + ".gone", files.Folder);
        }
    }

    private sealed class Started : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }

    private sealed class NoListener : IConfigChangeHandler
    {
        public Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files) => Task.CompletedTask;

        public Task OnRejectedAsync(IReadOnlyList<string> problems) => Task.CompletedTask;
    }

    private sealed class NoProviders : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [];
    }
}
