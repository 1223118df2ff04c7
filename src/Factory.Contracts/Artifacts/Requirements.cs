using System.Text.Json.Serialization;

namespace Factory.Contracts.Artifacts;

/// <summary>A product requirements document.</summary>
/// <param name="ProductName">The product's name as the API returns it.</param>
/// <param name="Problem">What is wrong without it, and for whom.</param>
/// <param name="Criteria">What must hold to call it done; numbered from 1 without gaps.</param>
/// <param name="OutOfScope">What it will not do; may be empty.</param>
[GenerateSerializer, Immutable, Alias("Requirements")]
public sealed record Requirements(
    [property: Id(0)] string ProductName,
    [property: Id(1)] string Problem,
    [property: Id(2)] IReadOnlyList<AcceptanceCriterion> Criteria,
    [property: Id(3)] IReadOnlyList<string> OutOfScope) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Requirements;
}

/// <summary>Something that can be checked with yes or no.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The check.</param>
[GenerateSerializer, Immutable, Alias("AcceptanceCriterion")]
public sealed record AcceptanceCriterion([property: Id(0)] int Number, [property: Id(1)] string Text);
