namespace Factory.Contracts.Models;

/// <summary>The models that a provider offers for the configured key, compared with the catalogue.</summary>
/// <param name="Provider">Its name in <c>models.json</c>.</param>
/// <param name="IsChecked">True when it was queried; only available providers are.</param>
/// <param name="Problem">Why the query failed; null when it succeeded.</param>
/// <param name="Offered">Models of the catalogue that it offers.</param>
/// <param name="Missing">Models of the catalogue that it does not offer for this key.</param>
/// <param name="UnlistedCount">Number of further models that it offers.</param>
/// <param name="UnlistedSample">The first ten of those, by name.</param>
public sealed record ProviderModelsCheck(
    string Provider,
    bool IsChecked,
    string? Problem,
    IReadOnlyList<string> Offered,
    IReadOnlyList<string> Missing,
    int UnlistedCount,
    IReadOnlyList<string> UnlistedSample);
