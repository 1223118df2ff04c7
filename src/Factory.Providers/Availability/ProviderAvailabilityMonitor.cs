using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Availability;

/// <summary>
/// Which providers are available, determined again when the catalogue is replaced. Keys are those of the environment
/// that the process started with.
/// </summary>
internal sealed class ProviderAvailabilityMonitor(IConfigSource config, Func<string, string?> variable) : IProviderAvailability
{
    private Snapshot? _snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAvailability> Providers
    {
        get
        {
            var catalogue = config.Current.Catalogue;

            // Without a lock: two callers may both compute it after a reload, with the same result. Catalogue and
            // providers are replaced as one object, so no caller sees those of different catalogues.
            var snapshot = Volatile.Read(ref _snapshot);
            if (!ReferenceEquals(snapshot?.Catalogue, catalogue))
            {
                snapshot = new Snapshot(catalogue, new EnvironmentProviderAvailability(catalogue, variable).Providers);
                Volatile.Write(ref _snapshot, snapshot);
            }

            return snapshot!.Providers;
        }
    }

    private sealed record Snapshot(ModelCatalogue Catalogue, IReadOnlyList<ProviderAvailability> Providers);
}
