using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Factory.Grains.Tests.Hosting;

internal static class SiloLabels
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Waits until a silo knows the labels of all active silos: Orleans reads those of others in the background.
    /// </summary>
    public static async Task WaitForLabelsAsync(this IServiceProvider silo)
    {
        var cache = silo.GetRequiredService<ISiloMetadataCache>();
        var management = silo.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        using var limit = new CancellationTokenSource(Limit);
        while ((await management.GetHosts(onlyActive: true)).Keys.Any(address => cache.GetSiloMetadata(address).Metadata.Count == 0))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
