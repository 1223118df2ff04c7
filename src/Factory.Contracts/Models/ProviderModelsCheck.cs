namespace Factory.Contracts.Models;

/// <summary>What a provider really offers for the key there is, against the catalogue.</summary>
/// <param name="Provider">Its name in <c>models.json</c>.</param>
/// <param name="IsChecked">True when it was asked; only available providers are.</param>
/// <param name="Problem">Why there is no answer; null when there is one.</param>
/// <param name="Offered">Models of the catalogue that it offers.</param>
/// <param name="Missing">Models of the catalogue that it does not offer for this key.</param>
/// <param name="UnlistedCount">How many it offers beside them.</param>
/// <param name="UnlistedSample">The first ten of those, by name.</param>
public sealed record ProviderModelsCheck(
    string Provider, bool IsChecked, string? Problem, IReadOnlyList<string> Offered, IReadOnlyList<string> Missing, int UnlistedCount, IReadOnlyList<string> UnlistedSample);
