namespace Factory.Contracts.Models;

/// <summary>What a provider really offers for the key there is, against the catalogue.</summary>
/// <param name="Provider">Its name in <c>models.json</c>.</param>
/// <param name="Asked">True when it was asked; only available providers are.</param>
/// <param name="Problem">Why there is no answer; null when there is one.</param>
/// <param name="Reached">Models of the catalogue that it offers.</param>
/// <param name="Missing">Models of the catalogue that it does not offer for this key.</param>
/// <param name="Others">How many it offers beside them.</param>
/// <param name="FirstOthers">The first ten of those, by name.</param>
public sealed record ModelsCheck(
    string Provider, bool Asked, string? Problem, IReadOnlyList<string> Reached, IReadOnlyList<string> Missing, int Others, IReadOnlyList<string> FirstOthers);
