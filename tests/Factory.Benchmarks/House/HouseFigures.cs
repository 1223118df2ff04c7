namespace Factory.Benchmarks.House;

/// <summary>The counts of one project, or of all.</summary>
/// <remarks>Percentages are of source lines (those that are not blank), files, classes or declarations.</remarks>
internal sealed record HouseFigures
{
    /// <summary>Name of the project's folder, or <c>all</c>.</summary>
    public required string Project { get; init; }

    /// <summary>C# files.</summary>
    public required int Files { get; init; }

    /// <summary>Lines that are not blank.</summary>
    public required int SourceLines { get; init; }

    /// <summary>Lines of the file in the middle.</summary>
    public required double MedianFileLines { get; init; }

    /// <summary>Lines that 95 % of the files do not exceed.</summary>
    public required double P95FileLines { get; init; }

    /// <summary>Lines of the longest file.</summary>
    public required double MaxFileLines { get; init; }

    /// <summary>Types that are not nested, over files that hold any.</summary>
    public required double TypesPerFile { get; init; }

    /// <summary>Files with at most one type.</summary>
    public required double OneTypePercent { get; init; }

    /// <summary>Files whose namespace is their folder.</summary>
    public required double NamespaceIsFolderPercent { get; init; }

    /// <summary>Classes that are sealed, of those that are neither static nor abstract.</summary>
    public required double SealedPercent { get; init; }

    /// <summary>Documented types and members, of those that can be seen from outside; 0 where nothing can.</summary>
    public required double VisibleDocumentedPercent { get; init; }

    /// <summary>Documented types and members, of those that are declared public.</summary>
    public required double PublicDocumentedPercent { get; init; }

    /// <summary>Lines of XML documentation.</summary>
    public required double DocumentationPercent { get; init; }

    /// <summary>Lines with any other comment, licences apart.</summary>
    public required double WhyCommentPercent { get; init; }

    /// <summary>Lines of more than 120 columns.</summary>
    public required double WideLinePercent { get; init; }

    /// <summary>Source lines of tests for each source line.</summary>
    public required double TestLinesPerSourceLine { get; init; }
}
