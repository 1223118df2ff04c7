namespace Factory.Benchmarks.House;

/// <summary>What was counted in one C# file.</summary>
internal sealed record FileCounts
{
    /// <summary>All lines.</summary>
    public required int Lines { get; init; }

    /// <summary>Lines that are not blank: what shares and ratios are taken of.</summary>
    public required int SourceLines { get; init; }

    /// <summary>Lines of more than 120 columns.</summary>
    public required int WideLines { get; init; }

    /// <summary>Lines of XML documentation.</summary>
    public required int DocumentationLines { get; init; }

    /// <summary>Lines with any other comment. A licence at the head of a file is none.</summary>
    public required int CommentLines { get; init; }

    /// <summary>Types that are not nested in another one.</summary>
    public required int Types { get; init; }

    /// <summary>Namespaces that it declares.</summary>
    public required IReadOnlyList<string> Namespaces { get; init; }

    /// <summary>Classes and records that could be sealed: neither static nor abstract.</summary>
    public required IReadOnlyList<Declaration> Classes { get; init; }

    /// <summary>What is declared public, whatever stands around it; what overrides something is left out.</summary>
    public required IReadOnlyList<Declaration> Public { get; init; }

    /// <summary>What can be seen from outside: public, and public all around.</summary>
    public required IReadOnlyList<Declaration> Visible { get; init; }
}
