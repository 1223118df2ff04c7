using Factory.Contracts.Api;
using Factory.Silo.Api;
using Factory.Silo.Discovery;

namespace Factory.Silo.Hosting;

/// <summary>What the machine had when the silo started: looked at once, beside the start, and kept.</summary>
internal sealed class DiscoverySnapshot(MachineDiscovery machine) : BackgroundService, IDiscovery
{
    private readonly TaskCompletionSource<IReadOnlyList<Finding>> _findings = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>> GetAsync(CancellationToken cancellationToken) => _findings.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _findings.SetResult(await machine.LookAsync(withVersions: false, stoppingToken));
        }
        catch (Exception e)
        {
            _findings.SetException(e);
            throw;
        }
    }
}
