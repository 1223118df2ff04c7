using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Availability;

/// <summary>Looks again whenever the catalogue has been replaced. Keys stay those of the environment that the process started with.</summary>
internal sealed class ProviderAvailabilityMonitor(IConfigSource config, Func<string, string?> variable) : IProviderAvailability
{
    private Look? _last;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAvailability> Providers
    {
        get
        {
            var catalogue = config.Current.Catalogue;
            var look = Volatile.Read(ref _last);
            if (!ReferenceEquals(look?.Catalogue, catalogue))
            {
                look = new Look(catalogue, new DetectedProviders(catalogue, variable).Providers);
                Volatile.Write(ref _last, look);
            }

            return look!.Providers;
        }
    }

    private sealed record Look(ModelCatalogue Catalogue, IReadOnlyList<ProviderAvailability> Providers);
}
