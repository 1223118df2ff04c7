using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Storage;

/// <summary>
/// Opens the database when the host starts, so that an unusable one fails the start and not the first call.
/// </summary>
internal sealed class StorageStartup(IServiceProvider services) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<FactoryDatabase>();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Does nothing. The database stays open until the container is disposed, because grains that are deactivated by
    /// the stop still write.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
