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
/// <param name="IsFallback">
/// True when the idea does not say that it means this product: no word of it fits any, or one that ideas of every kind have.
/// </param>
internal sealed partial record ArchetypeChoice(
    Archetype Archetype,
    Variant Variant,
    IReadOnlyDictionary<string, string> Values,
    bool IsFallback)
{
    // Words of ideas of every kind: "an app that logs in with a list of my doctors". One of them alone says nothing.
    private static readonly HashSet<string> AmbiguousKeywords =
    [
        "list", "lists", "lista", "liste", "task", "tasks", "log", "plan", "planning", "schedule", "calendar", "note", "notes", "questions",
        "learn", "learning", "decide", "focus", "unit", "units", "interval", "intervals", "exchange", "split", "bill", "bills", "website",
        "websites", "alarm", "price", "house", "interest", "credit", "sale", "tax",
    ];

    /// <summary>The product's name.</summary>
    public string Title => Variant.Title;

    /// <summary>Its commands.</summary>
    public ProductCommands Commands => new(Variant.IsStatic);

    /// <summary>Selects a product.</summary>
    public static ArchetypeChoice Choose(string idea)
    {
        var words = new IdeaWords(idea);
        var archetype = Best(words, ArchetypeCatalogue.All, a => a.Keywords);
        var variant = Best(words, archetype.Variants, v => v.Keywords);
        if (Fits(words, archetype, variant))
        {
            return new(archetype, variant, ValuesFor(idea, archetype, variant), IsFallback: false);
        }

        archetype = ArchetypeCatalogue.Fallback;
        return new(archetype, archetype.Variants[0], ValuesFor(idea, archetype, archetype.Variants[0]), IsFallback: true);
    }

    // Greater, not equal: on a tie the earlier entry of the catalogue wins, so that the choice is repeatable.
    private static T Best<T>(IdeaWords words, IReadOnlyList<T> all, Func<T, IReadOnlyList<string>> keywords) => all
        .Select(item => (Item: item, Score: words.Score(keywords(item))))
        .Aggregate((best, next) => next.Score > best.Score ? next : best).Item;

    private static bool Fits(IdeaWords words, Archetype archetype, Variant variant)
    {
        var found = archetype.Keywords.Concat(variant.Keywords).Distinct().Where(k => words.Score([k]) > 0).ToList();
        return found.Exists(k => !AmbiguousKeywords.Contains(k)) || found.Count > 1;
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
