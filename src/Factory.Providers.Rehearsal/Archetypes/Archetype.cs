namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>
/// A kind of product that the rehearsal model can build. To add one: 1. a folder of templates in <c>Products</c> (<c>src</c>, <c>tests</c>,
/// <c>body.html</c>, <c>script.js</c>; a static one has <c>product.yaml</c> and <c>tests/check.sh</c> of its own); 2. an instance beside the others, its variants from one <see cref="VariantTemplate"/> where they differ in
/// wording only; 3. its line in <see cref="ArchetypeCatalogue"/>.
/// </summary>
internal sealed record Archetype
{
    public required string Name { get; init; }

    /// <summary>As people say it: <c>a calculator</c>.</summary>
    public required string Phrase { get; init; }

    /// <summary>What ideas are recognised by; see <c>IdeaWords.Score</c>.</summary>
    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>At least one; the first is the default.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    public required IReadOnlyList<string> OutOfScope { get; init; }

    public required IReadOnlyList<string> Risks { get; init; }
}

/// <summary>A flavour of an archetype: wording, presets, and where they differ also logic.</summary>
internal sealed record Variant
{
    public required string Name { get; init; }

    /// <summary>The product's name when the idea gives none.</summary>
    public required string Title { get; init; }

    public required string Tagline { get; init; }

    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Template folders, later ones over earlier ones.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The page is served as it is: nothing is built and no process runs.</summary>
    public bool IsStatic { get; init; }

    /// <summary>Who is helped and how; the problem statement of the requirements.</summary>
    public required string Problem { get; init; }

    /// <summary>What must hold, beside what must hold for every product.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>The mistake that the first change makes.</summary>
    public required Defect Defect { get; init; }

    /// <summary>Values of template placeholders; the idea's hash picks one of each list.</summary>
    public IReadOnlyDictionary<string, string[]> Presets { get; init; } = new Dictionary<string, string[]>();
}

/// <summary>A realistic mistake: one line that is nearly right.</summary>
/// <param name="File">Where, relative to the product's folder.</param>
/// <param name="Right">The line as it should be; stands in the file once.</param>
/// <param name="Wrong">The line as the first change has it.</param>
/// <param name="Explanation">What was wrong, for the second change's summary.</param>
internal sealed record Defect(string File, string Right, string Wrong, string Explanation);
