using Factory.Contracts.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

/// <summary>
/// Restores the served products after the start, without delaying it, and ends every product with the silo.
/// </summary>
internal sealed partial class LocalDeployTargetService(
    LocalDeployTarget target,
    ILogger<LocalDeployTargetService> logger) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await target.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await target.RestoreAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is FactoryException or IOException or UnauthorizedAccessException)
        {
            LogNotRestored(exception);
        }
    }
}
