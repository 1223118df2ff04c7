using System.Text.Json.Serialization;

namespace Factory.Contracts.Artifacts;

/// <summary>Result of researching an idea.</summary>
/// <param name="Summary">Two or three sentences.</param>
/// <param name="Findings">The findings, at least one.</param>
/// <param name="Risks">What may go wrong; may be empty.</param>
/// <param name="Recommendation">What to build, in one paragraph.</param>
[GenerateSerializer, Immutable, Alias("ResearchNote")]
public sealed record ResearchNote(
    [property: Id(0)] string Summary,
    [property: Id(1)] IReadOnlyList<Finding> Findings,
    [property: Id(2)] IReadOnlyList<string> Risks,
    [property: Id(3)] string Recommendation) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Research;
}

/// <summary>One finding of a research.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Detail">What it means for the product.</param>
/// <param name="Source">Its source; null for the model's own knowledge.</param>
[GenerateSerializer, Immutable, Alias("Finding")]
public sealed record Finding(
    [property: Id(0)] string Title,
    [property: Id(1)] string Detail,
    [property: Id(2)] string? Source = null);
