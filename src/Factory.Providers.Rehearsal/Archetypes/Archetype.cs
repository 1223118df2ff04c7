namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>
/// A kind of product that the rehearsal model can build. To add one: 1. add a folder of templates to <c>Products</c>
/// (<c>src</c>, <c>tests</c>, <c>body.html</c>, <c>script.js</c>; a static one has its own <c>product.yaml</c> and
/// <c>tests/check.sh</c>); 2. add an instance next to the others, with its variants from one
/// <see cref="VariantTemplate"/> where they differ only in wording; 3. add it to <see cref="ArchetypeCatalogue"/>.
/// </summary>
internal sealed record Archetype
{
    /// <summary>The name, in one word.</summary>
    public required string Name { get; init; }

    /// <summary>The name with an article, for sentences: <c>a calculator</c>.</summary>
    public required string Phrase { get; init; }

    /// <summary>The keywords that identify ideas of this kind; see <c>IdeaWords.Score</c>.</summary>
    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>The variants, at least one; the first is the default.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>What the requirements exclude.</summary>
    public required IReadOnlyList<string> OutOfScope { get; init; }

    /// <summary>What the research warns of.</summary>
    public required IReadOnlyList<string> Risks { get; init; }
}

/// <summary>A variant of an archetype: wording, presets and, where they differ, logic.</summary>
internal sealed record Variant
{
    /// <summary>The name, unique within the archetype.</summary>
    public required string Name { get; init; }

    /// <summary>The product's name, unique within the catalogue.</summary>
    public required string Title { get; init; }

    /// <summary>The product in one sentence.</summary>
    public required string Tagline { get; init; }

    /// <summary>The keywords that select this variant; empty for a default.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The template folders. Files of later ones replace those of earlier ones.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>True when the product is a static page: nothing is built and no process runs.</summary>
    public bool IsStatic { get; init; }

    /// <summary>The problem statement of the requirements.</summary>
    public required string Problem { get; init; }

    /// <summary>The acceptance criteria, in addition to those of every product.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>The defect of the first change.</summary>
    public required Defect Defect { get; init; }

    /// <summary>The values of template placeholders; the hash of the idea selects one of each list.</summary>
    public IReadOnlyDictionary<string, string[]> Presets { get; init; } = new Dictionary<string, string[]>();
}

/// <summary>A realistic defect: one line that is almost right.</summary>
/// <param name="File">The path of its file, relative to the product's folder.</param>
/// <param name="Right">The correct line, which occurs in the file once.</param>
/// <param name="Wrong">The line of the first change.</param>
/// <param name="Explanation">What was wrong, for the summary of the correction.</param>
internal sealed record Defect(string File, string Right, string Wrong, string Explanation);
