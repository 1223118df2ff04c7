using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>
/// Lists the models that providers offer for the configured keys. A key is sent to its own provider only and never
/// returned.
/// </summary>
public interface IModelsChecker
{
    /// <summary>
    /// One entry for each provider of the catalogue, in its order; all are queried in parallel, each with a time limit.
    /// </summary>
    Task<IReadOnlyList<ProviderModelsCheck>> CheckAsync(CancellationToken cancellationToken);
}
