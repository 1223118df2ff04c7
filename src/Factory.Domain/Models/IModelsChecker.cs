using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>Asks the providers what they offer for the keys there are. Keys are sent to their own providers only and never returned.</summary>
public interface IModelsChecker
{
    /// <summary>One entry for each provider of the catalogue, in its order; all are asked at once, each within a time limit.</summary>
    Task<IReadOnlyList<ProviderModelsCheck>> CheckAsync(CancellationToken cancellationToken);
}
