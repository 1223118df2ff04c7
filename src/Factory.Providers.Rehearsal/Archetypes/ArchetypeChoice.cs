using System.Globalization;
using System.Text.RegularExpressions;
using Factory.Providers.Rehearsal.Ideas;

namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>
/// The demonstration product that an idea is matched to. The same idea always selects the same product. It keeps its
/// own name whatever the idea says: under the idea's name it would pass for what was asked for.
/// </summary>
/// <param name="Archetype">The archetype.</param>
/// <param name="Variant">Its variant.</param>
/// <param name="Values">The values of all template placeholders.</param>
/// <param name="IsFallback">True when no word of the idea fits any product.</param>
internal sealed partial record ArchetypeChoice(
    Archetype Archetype,
    Variant Variant,
    IReadOnlyDictionary<string, string> Values,
    bool IsFallback)
{
    /// <summary>The product's name.</summary>
    public string Title => Variant.Title;

    /// <summary>Its commands.</summary>
    public ProductCommands Commands => new(Variant.IsStatic);

    /// <summary>Selects a product.</summary>
    public static ArchetypeChoice Choose(string idea)
    {
        var words = new IdeaWords(idea);
        // Greater, not equal: on a tie the earlier entry of the catalogue wins, so that the choice is repeatable.
        var (archetype, score) = ArchetypeCatalogue.All
            .Select(a => (Archetype: a, Score: words.Score(a.Keywords)))
            .Aggregate((best, next) => next.Score > best.Score ? next : best);
        archetype = score > 0 ? archetype : ArchetypeCatalogue.Fallback;
        var variant = archetype.Variants
            .Select(v => (Variant: v, Score: words.Score(v.Keywords)))
            .Aggregate((best, next) => next.Score > best.Score ? next : best).Variant;
        return new(archetype, variant, ValuesFor(idea, archetype, variant), score == 0);
    }

    private static Dictionary<string, string> ValuesFor(string idea, Archetype archetype, Variant variant)
    {
        // Presets depend on the idea and on the placeholder, so that two ideas of the same variant differ in more than
        // one value.
        var hash = IdeaWords.Hash(idea);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = variant.Title,
            ["slug"] = NotSlug().Replace(variant.Title.ToLowerInvariant(), "-"),
            ["tagline"] = variant.Tagline,
            ["initial"] = variant.Title[..1],
            ["archetype"] = variant.Name == archetype.Name ? archetype.Name : $"{archetype.Name}, {variant.Name}",
            ["hue"] = (hash % 360).ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, presets) in variant.Presets)
        {
            values[name] = presets[(int)((hash ^ IdeaWords.Hash(name)) % (uint)presets.Length)];
        }

        return values;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotSlug();
}
