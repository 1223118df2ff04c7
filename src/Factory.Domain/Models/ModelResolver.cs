using Factory.Contracts.Errors;
using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>
/// Which models may answer a call that names one. A name is <c>provider/model</c>, a bare <c>model</c> (the first provider of <c>models.json</c> that has it), or a tier:
/// <c>factory/local</c>, <c>factory/cheap</c>, <c>factory/standard</c>, <c>factory/premium</c>.
/// </summary>
public static class ModelResolver
{
    /// <value>What the names of tiers begin with.</value>
    public const string TierPrefix = "factory/";

    /// <value>The capability of models that make embeddings and no text: no tier holds them.</value>
    public const string EmbeddingsCapability = "embeddings";

    /// <summary>The tiers by name, cheapest first. Free allowances are part of the cheap tier and are used first.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<ModelTier> Tiers)> Tiers { get; } =
    [
        ("local", [ModelTier.Local]),
        ("cheap", [ModelTier.Free, ModelTier.Cheap]),
        ("standard", [ModelTier.Standard]),
        ("premium", [ModelTier.Premium]),
    ];

    /// <summary>The models that may answer, best first; those after the first are for when it does not.</summary>
    /// <param name="name">What the caller named.</param>
    /// <param name="reachable">The models that can be reached now, in the order of <c>models.json</c>.</param>
    /// <param name="allowed">What the caller's key is bound to; empty for any.</param>
    /// <param name="needs">Capabilities that the call needs; a tier offers only models that have them, a real name is taken at its word.</param>
    public static ModelResolution Resolve(string name, IReadOnlyList<ModelDefinition> reachable, IReadOnlyList<ModelRef> allowed, IReadOnlyList<string> needs)
    {
        if (name.StartsWith(TierPrefix, StringComparison.Ordinal))
        {
            return ResolveTier(name, [.. reachable.Where(m => IsAllowed(m, allowed))], needs);
        }

        var named = FindByName(name, reachable);
        if (named.Count == 0)
        {
            return Reject(ErrorCodes.NotFound, $"There is no model '{Shorten(name)}' here.", "GET /gateway/v1/models lists what there is.");
        }

        var open = named.Where(m => IsAllowed(m, allowed)).ToList();
        return open.Count == 0
            ? Reject(ErrorCodes.KeyModelNotAllowed, $"This key does not grant the model '{Shorten(name)}'.", $"It opens {string.Join(", ", allowed)}.")
            : new ModelResolution(open, null);
    }

    private static List<ModelDefinition> FindByName(string name, IReadOnlyList<ModelDefinition> reachable)
    {
        var exact = reachable.FirstOrDefault(m => m.Ref.ToString() == name);
        var model = exact?.Ref.Model ?? name;
        var others = reachable.Where(m => m.Ref.Model == model && m != exact);
        return exact is null ? [.. others] : [exact, .. others];
    }

    private static ModelResolution ResolveTier(string name, List<ModelDefinition> open, IReadOnlyList<string> needs)
    {
        var start = Tiers.ToList().FindIndex(t => t.Name == name[TierPrefix.Length..]);
        if (start < 0)
        {
            return Reject(ErrorCodes.NotFound, $"There is no tier '{Shorten(name)}'.", $"Use one of {string.Join(", ", Tiers.Select(t => TierPrefix + t.Name))}.");
        }

        // An empty tier is filled by the next one up, never by one below: the caller asked for at least this.
        foreach (var (_, tiers) in Tiers.Skip(start))
        {
            var found = open
                .Where(m => tiers.Contains(m.Tier) && !m.Capabilities.Contains(EmbeddingsCapability) && needs.All(m.Capabilities.Contains))
                .OrderBy(m => m.Tier).ThenBy(m => m.InputPrice.Amount + m.OutputPrice.Amount)
                .ToList();
            if (found.Count > 0)
            {
                return new ModelResolution(found, null);
            }
        }

        return Reject(
            ErrorCodes.NotFound,
            $"No model that can be reached now is of the tier '{name}' or above{(needs.Count == 0 ? "" : $" with {string.Join(" and ", needs)}")}.",
            "Give a provider its key (silo-config/models.json names the variables), or name another tier.");
    }

    private static bool IsAllowed(ModelDefinition model, IReadOnlyList<ModelRef> allowed) => allowed.Count == 0 || allowed.Contains(model.Ref);

    private static ModelResolution Reject(string code, string message, string hint) => new([], new Problem(code, message, hint));

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}

/// <summary>What a name resolved to.</summary>
/// <param name="Models">Best first; empty exactly when there is a problem.</param>
/// <param name="Problem"><c>not_found</c> or <c>key.model_not_allowed</c>; null when there are models.</param>
public sealed record ModelResolution(IReadOnlyList<ModelDefinition> Models, Problem? Problem);
