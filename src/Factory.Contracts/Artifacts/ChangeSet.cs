using System.Text.Json.Serialization;
using Factory.Contracts.Reviews;

namespace Factory.Contracts.Artifacts;

/// <summary>
/// A change to a repository. The model writes summary and notes; the factory takes the rest from git and never from a
/// submission.
/// </summary>
/// <param name="Summary">What changed and why, one paragraph; the first line becomes the commit's subject.</param>
/// <param name="Notes">What a reviewer should know; may be empty.</param>
/// <param name="Commit">The commit that the factory fetched; null in a submission.</param>
/// <param name="BaseCommit">The commit that it is based on; null in a submission.</param>
/// <param name="Branch">The branch of the commit in the product's repository; null in a submission.</param>
/// <param name="FilesChanged">Number of changed files.</param>
/// <param name="Insertions">Lines added.</param>
/// <param name="Deletions">Lines removed.</param>
/// <param name="Concerns">What the operator must see before the merge: files that run by themselves outside of the
/// sandbox, and weakened tests. Each begins with the file. Null for none and in a submission.</param>
/// <param name="ReviewAnswers">What the reviewer that passed it answered to the concerns, and to remarks of the evidence
/// that are no concerns. Null for none and in a submission.</param>
[GenerateSerializer, Immutable, Alias("ChangeSet")]
public sealed record ChangeSet(
    [property: Id(0)] string Summary,
    [property: Id(1)] IReadOnlyList<string> Notes,
    [property: Id(2)] string? Commit = null,
    [property: Id(3)] string? BaseCommit = null,
    [property: Id(4)] string? Branch = null,
    [property: Id(5)] int FilesChanged = 0,
    [property: Id(6)] int Insertions = 0,
    [property: Id(7)] int Deletions = 0,
    [property: Id(8)] IReadOnlyList<string>? Concerns = null,
    [property: Id(9)] IReadOnlyList<WarningAnswer>? ReviewAnswers = null) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Change;
}
