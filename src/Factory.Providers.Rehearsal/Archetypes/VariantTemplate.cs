namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>What the variants of an archetype share when they differ in wording and presets only.</summary>
internal sealed record VariantTemplate
{
    /// <summary>Template folders, later ones over earlier ones.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    public bool IsStatic { get; init; }

    public required string Problem { get; init; }

    public required IReadOnlyList<string> Criteria { get; init; }

    public required Defect Defect { get; init; }

    /// <summary>A variant of this shape.</summary>
    /// <param name="presets">Values of template placeholders.</param>
    public Variant Of(string name, string title, string tagline, string[] keywords, params IEnumerable<(string Placeholder, string[] Values)> presets) => new()
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
