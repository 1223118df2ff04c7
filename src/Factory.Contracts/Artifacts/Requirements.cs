using System.Text.Json.Serialization;

namespace Factory.Contracts.Artifacts;

/// <summary>A product requirements document.</summary>
/// <param name="ProductName">The product's display name.</param>
/// <param name="Problem">The problem that it solves, and for whom.</param>
/// <param name="Criteria">The acceptance criteria, numbered from 1 without gaps.</param>
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

/// <summary>A criterion that is either met or not met.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The criterion.</param>
[GenerateSerializer, Immutable, Alias("AcceptanceCriterion")]
public sealed record AcceptanceCriterion([property: Id(0)] int Number, [property: Id(1)] string Text);
