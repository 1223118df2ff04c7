using Factory.Providers.Rehearsal.Ideas;

namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>
/// The product that the rehearsal model selects for an idea. The same idea always selects the same product.
/// </summary>
/// <param name="Archetype">The archetype.</param>
/// <param name="Variant">Its variant.</param>
/// <param name="Title">The product's name.</param>
/// <param name="Slug">The product's name as a folder.</param>
/// <param name="Values">The values of all template placeholders.</param>
/// <param name="IsGuess">True when the idea contains no keyword.</param>
internal sealed record ArchetypeChoice(
    Archetype Archetype,
    Variant Variant,
    string Title,
    string Slug,
    IReadOnlyDictionary<string, string> Values,
    bool IsGuess)
{
    private const int FallbackTitleWords = 4;

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
        var title = score > 0
            ? IdeaTitle.Of(idea, [.. archetype.Keywords, .. variant.Keywords], variant.Title)
            : IdeaTitle.FirstWords(idea, FallbackTitleWords) is { Length: > 0 } first ? $"{first} notes" : variant.Title;
        return new(
            archetype,
            variant,
            title,
            IdeaTitle.Slug(title, archetype.Name),
            ValuesFor(idea, archetype, variant, title),
            score == 0);
    }

    private static Dictionary<string, string> ValuesFor(string idea, Archetype archetype, Variant variant, string title)
    {
        // Presets depend on the idea and on the placeholder, so that two ideas of the same variant differ in more than
        // one value.
        var hash = IdeaWords.Hash(idea);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = title,
            ["slug"] = IdeaTitle.Slug(title, archetype.Name),
            ["tagline"] = variant.Tagline,
            ["initial"] = title[..1],
            ["archetype"] = variant.Name == archetype.Name ? archetype.Name : $"{archetype.Name}, {variant.Name}",
            ["hue"] = (hash % 360).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (name, presets) in variant.Presets)
        {
            values[name] = presets[(int)((hash ^ IdeaWords.Hash(name)) % (uint)presets.Length)];
        }

        return values;
    }
}
