using System.Text.Json.Serialization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;

namespace Factory.Contracts.Reviews;

/// <summary>A reviewer's conclusion.</summary>
public enum Verdict
{
    /// <summary>Every criterion is met.</summary>
    Pass,

    /// <summary>The work goes back to the builder, with reasons.</summary>
    Reject,
}

/// <summary>A review: one answer for each acceptance criterion, each with evidence.</summary>
/// <param name="Verdict">The reviewer's conclusion. A pass that the factory's own evidence contradicts is
/// overruled.</param>
/// <param name="Summary">The reasons, a few sentences.</param>
/// <param name="Answers">One answer for each acceptance criterion.</param>
/// <param name="Defects">What the builder must change; at least one when rejected.</param>
/// <param name="Evidence">The factory's own evidence; null in a submission.</param>
/// <param name="WarningAnswers">One answer for each warning of the factory, in their order; null for none.</param>
[GenerateSerializer, Immutable, Alias("ReviewReport")]
public sealed record ReviewReport(
    [property: Id(0)] Verdict Verdict,
    [property: Id(1)] string Summary,
    [property: Id(2)] IReadOnlyList<CriterionAnswer> Answers,
    [property: Id(3)] IReadOnlyList<string> Defects,
    [property: Id(4)] EvidenceReport? Evidence = null,
    [property: Id(5)] IReadOnlyList<WarningAnswer>? WarningAnswers = null) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Review;
}

/// <summary>The answer to one acceptance criterion, with evidence.</summary>
/// <param name="Criterion">The criterion's number.</param>
/// <param name="Met">True when it is met.</param>
/// <param name="Evidence">Ids of evidence (<c>e1</c>, <c>e2</c>, …) or files with lines that show it; at least
/// one.</param>
/// <param name="Comment">What the evidence shows.</param>
[GenerateSerializer, Immutable, Alias("CriterionAnswer")]
public sealed record CriterionAnswer(
    [property: Id(0)] int Criterion,
    [property: Id(1)] bool Met,
    [property: Id(2)] IReadOnlyList<string> Evidence,
    [property: Id(3)] string Comment);
