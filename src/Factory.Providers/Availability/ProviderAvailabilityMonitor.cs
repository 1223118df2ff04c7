using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Availability;

/// <summary>Looks again whenever the catalogue has been replaced. Keys stay those of the environment that the process started with.</summary>
internal sealed class ProviderAvailabilityMonitor(IConfigSource config, Func<string, string?> variable) : IProviderAvailability
{
    private Snapshot? _snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAvailability> Providers
    {
        get
        {
            var catalogue = config.Current.Catalogue;
            var look = Volatile.Read(ref _snapshot);
            if (!ReferenceEquals(look?.Catalogue, catalogue))
            {
                look = new Snapshot(catalogue, new EnvironmentProviderAvailability(catalogue, variable).Providers);
                Volatile.Write(ref _snapshot, look);
            }

            return look!.Providers;
        }
    }

    private sealed record Snapshot(ModelCatalogue Catalogue, IReadOnlyList<ProviderAvailability> Providers);
}
