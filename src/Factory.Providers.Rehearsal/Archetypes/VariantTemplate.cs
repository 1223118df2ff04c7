namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>The common part of variants that differ only in wording and presets.</summary>
internal sealed record VariantTemplate
{
    /// <summary>The template folders. Files of later ones replace those of earlier ones.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>True when the product is a static page.</summary>
    public bool IsStatic { get; init; }

    /// <summary>The problem statement of the requirements.</summary>
    public required string Problem { get; init; }

    /// <summary>The acceptance criteria, in addition to those of every product.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>The defect of the first change.</summary>
    public required Defect Defect { get; init; }

    /// <summary>Creates a variant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">The product's name.</param>
    /// <param name="tagline">The product in one sentence.</param>
    /// <param name="keywords">The keywords that select it.</param>
    /// <param name="presets">The values of template placeholders.</param>
    public Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        params IEnumerable<(string Placeholder, string[] Values)> presets) => new()
        {
            Name = name,
            Title = title,
            Tagline = tagline,
            Keywords = keywords,
            Folders = Folders,
            IsStatic = IsStatic,
            Problem = Problem,
            Criteria = Criteria,
            Defect = Defect,
            Presets = presets.ToDictionary(p => p.Placeholder, p => p.Values),
        };
}
