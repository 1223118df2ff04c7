using Factory.Grains.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Factory.Silo.Hosting;

/// <summary>
/// Delays the start of the primary silo until its own label is visible: Orleans reads silo metadata in the background,
/// and a grain that is called before cannot be placed. It starts after the grains' host and before everything that
/// calls grains.
/// </summary>
internal sealed class PrimarySiloReadiness(ILocalSiloDetails silo, ISiloMetadataCache metadata, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!metadata.GetSiloMetadata(silo.SiloAddress).Metadata.ContainsKey(PrimarySilo.Label))
        {
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
