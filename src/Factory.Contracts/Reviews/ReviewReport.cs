using System.Text.Json.Serialization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;

namespace Factory.Contracts.Reviews;

/// <summary>What a reviewer concludes.</summary>
public enum Verdict
{
    /// <summary>Every criterion is met.</summary>
    Pass,

    /// <summary>Back to the builder, with reasons.</summary>
    Reject,
}

/// <summary>A review: one answer for each acceptance criterion, each with evidence.</summary>
/// <param name="Verdict">
/// As submitted, the reviewer's conclusion. When the attempt ends, the factory replaces a pass that its own evidence contradicts; from then
/// on this is the verdict that counts.
/// </param>
/// <param name="Summary">Why, in a few sentences.</param>
/// <param name="Answers">One for each criterion of the requirements.</param>
/// <param name="Defects">What the builder must change; at least one when rejected, none when passed.</param>
/// <param name="Evidence">
/// What the factory itself ran; null before the attempt ends, and when it ran nothing, in which case nothing passes.
/// </param>
[GenerateSerializer, Immutable, Alias("ReviewReport")]
public sealed record ReviewReport(
    [property: Id(0)] Verdict Verdict,
    [property: Id(1)] string Summary,
    [property: Id(2)] IReadOnlyList<CriterionAnswer> Answers,
    [property: Id(3)] IReadOnlyList<string> Defects,
    [property: Id(4)] EvidenceReport? Evidence = null) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Review;
}

/// <summary>Whether one acceptance criterion is met, and what shows it.</summary>
/// <param name="Criterion">The criterion's number.</param>
/// <param name="Met">True when it is met.</param>
/// <param name="Evidence">Ids of evidence (<c>e1</c>, <c>e2</c>, …) or files with lines that show it; at least one.</param>
/// <param name="Comment">What the evidence shows.</param>
[GenerateSerializer, Immutable, Alias("CriterionAnswer")]
public sealed record CriterionAnswer(
    [property: Id(0)] int Criterion,
    [property: Id(1)] bool Met,
    [property: Id(2)] IReadOnlyList<string> Evidence,
    [property: Id(3)] string Comment);
