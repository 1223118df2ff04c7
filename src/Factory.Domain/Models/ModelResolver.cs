using Factory.Contracts.Errors;
using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>
/// Resolves the name of a model in a call to the models that may serve it. A name is <c>provider/model</c>, a bare
/// <c>model</c> (the first provider of <c>models.json</c> that has it), or a tier:
/// <c>factory/local</c>, <c>factory/cheap</c>, <c>factory/standard</c>, <c>factory/premium</c>.
/// </summary>
public static class ModelResolver
{
    /// <value>Prefix of the names of tiers.</value>
    public const string TierPrefix = "factory/";

    /// <value>The capability of models that return embeddings and no text; they belong to no tier.</value>
    public const string EmbeddingsCapability = "embeddings";

    /// <summary>
    /// The tiers by name, cheapest first. Free allowances are part of the cheap tier and are used first.
    /// </summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<ModelTier> Tiers)> Tiers { get; } =
    [
        ("local", [ModelTier.Local]),
        ("cheap", [ModelTier.Free, ModelTier.Cheap]),
        ("standard", [ModelTier.Standard]),
        ("premium", [ModelTier.Premium]),
    ];

    /// <summary>The models that may serve a call, best first; the others are fallbacks.</summary>
    /// <param name="name">The name in the call.</param>
    /// <param name="reachable">The models that can be reached now, in the order of <c>models.json</c>.</param>
    /// <param name="allowed">The models that the caller's key grants; empty for any.</param>
    /// <param name="needs">Capabilities that the call requires. They filter the models of a tier; a model that is named
    /// itself is not checked.</param>
    public static ModelResolution Resolve(
        string name,
        IReadOnlyList<ModelDefinition> reachable,
        IReadOnlyList<ModelRef> allowed,
        IReadOnlyList<string> needs)
    {
        if (name.StartsWith(TierPrefix, StringComparison.Ordinal))
        {
            return ResolveTier(name, [.. reachable.Where(m => IsAllowed(m, allowed))], needs);
        }

        var named = FindByName(name, reachable);
        if (named.Count == 0)
        {
            return Reject(ErrorCodes.NotFound, $"There is no model '{Shorten(name)}'.", "GET /gateway/v1/models lists the models.");
        }

        var granted = named.Where(m => IsAllowed(m, allowed)).ToList();
        return granted.Count == 0
            ? Reject(
                ErrorCodes.KeyModelNotAllowed,
                $"This key does not grant the model '{Shorten(name)}'.",
                $"It grants {string.Join(", ", allowed)}.")
            : new ModelResolution(granted, null);
    }

    private static List<ModelDefinition> FindByName(string name, IReadOnlyList<ModelDefinition> reachable)
    {
        var exact = reachable.FirstOrDefault(m => m.Ref.ToString() == name);
        var model = exact?.Ref.Model ?? name;
        // The same model at other providers, for a call whose first provider fails.
        var others = reachable.Where(m => m.Ref.Model == model && m != exact);
        return exact is null ? [.. others] : [exact, .. others];
    }

    private static ModelResolution ResolveTier(string name, List<ModelDefinition> candidates, IReadOnlyList<string> needs)
    {
        var start = Tiers.ToList().FindIndex(t => t.Name == name[TierPrefix.Length..]);
        if (start < 0)
        {
            return Reject(
                ErrorCodes.NotFound,
                $"There is no tier '{Shorten(name)}'.",
                $"Use one of {string.Join(", ", Tiers.Select(t => TierPrefix + t.Name))}.");
        }

        // A tier without models falls through to the next higher one, never to a lower one: the caller requires at
        // least this quality.
        foreach (var (_, tiers) in Tiers.Skip(start))
        {
            var found = candidates
                .Where(m => tiers.Contains(m.Tier) && !m.Capabilities.Contains(EmbeddingsCapability) && needs.All(m.Capabilities.Contains))
                // Free models sort before cheap ones of the same named tier. The sum of both prices, because how a call
                // divides into input and output is not known before it ends.
                .OrderBy(m => m.Tier).ThenBy(m => m.Prices.Input.Amount + m.Prices.Output.Amount)
                .ToList();
            if (found.Count > 0)
            {
                return new ModelResolution(found, null);
            }
        }

        return Reject(
            ErrorCodes.NotFound,
            $"No model that can be reached now is of the tier '{name}' or " +
            $"above{(needs.Count == 0 ? "" : $" with {string.Join(" and ", needs)}")}.",
            "Give a provider its key (silo-config/models.json names the variables), or name another tier.");
    }

    private static bool IsAllowed(ModelDefinition model, IReadOnlyList<ModelRef> allowed) =>
        allowed.Count == 0 || allowed.Contains(model.Ref);

    private static ModelResolution Reject(string code, string message, string hint) => new([], new Problem(code, message, hint));

    // The name comes from the caller: an error must not echo a megabyte of it.
    private static string Shorten(string text) => VisibleText.Shorten(text, 100);
}

/// <summary>Result of resolving a name.</summary>
/// <param name="Models">Best first; empty exactly when there is a problem.</param>
/// <param name="Problem"><c>not_found</c> or <c>key.model_not_allowed</c>; null when there are models.</param>
public sealed record ModelResolution(IReadOnlyList<ModelDefinition> Models, Problem? Problem);
