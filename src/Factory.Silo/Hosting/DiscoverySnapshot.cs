using Factory.Contracts.Api;
using Factory.Silo.Api;
using Factory.Silo.Discovery;

namespace Factory.Silo.Hosting;

/// <summary>The result of discovery, which runs once: after the start, so that it does not delay it.</summary>
internal sealed class DiscoverySnapshot(IServiceProvider services, IHostApplicationLifetime lifetime) : BackgroundService, IDiscovery
{
    private readonly TaskCompletionSource<IReadOnlyList<DiscoveredItem>> _findings = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DiscoveredItem>> GetAsync(CancellationToken cancellationToken) => _findings.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            _findings.SetResult(await services.GetRequiredService<MachineDiscovery>().DiscoverAsync(withVersions: false, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _findings.TrySetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            _findings.TrySetException(e);
            throw;
        }
    }
}
