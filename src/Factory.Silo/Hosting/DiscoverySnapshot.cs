using Factory.Contracts.Api;
using Factory.Silo.Api;
using Factory.Silo.Discovery;

namespace Factory.Silo.Hosting;

/// <summary>The result of discovery, which runs once: after the start, so that it does not delay it.</summary>
internal sealed partial class DiscoverySnapshot(
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<DiscoverySnapshot> log) : BackgroundService, IDiscovery
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
            _findings.SetResult(await services.GetRequiredService<MachineDiscovery>().DiscoverAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _findings.TrySetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            // A finding, and no reason to stop the silo: everything that was searched for is optional or checked again
            // where it is used.
            LogFailed(e);
            _findings.TrySetResult([new DiscoveredItem("Machine", false, "could not be examined; the log says why: factory logs")]);
        }
    }
}
