using System.Text.Json.Serialization;
using Factory.Contracts.Artifacts;

namespace Factory.Contracts.Deployments;

/// <summary>
/// A deployment. The model proposes target, health path and notes; the factory deploys and adds the result.
/// </summary>
/// <param name="Target">The target's name, for example <c>local</c>.</param>
/// <param name="HealthPath">Path whose response must be 200 for the version to count as healthy, for example
/// <c>/</c>.</param>
/// <param name="Notes">Release notes, a few lines.</param>
/// <param name="Version">The version's number at the target, from 1; null in a proposal.</param>
/// <param name="Commit">The deployed commit; null in a proposal.</param>
/// <param name="Url">Its URL; null in a proposal.</param>
[GenerateSerializer, Immutable, Alias("Deployment")]
public sealed record Deployment(
    [property: Id(0)] string Target,
    [property: Id(1)] string HealthPath,
    [property: Id(2)] string Notes,
    [property: Id(3)] int? Version = null,
    [property: Id(4)] string? Commit = null,
    [property: Id(5)] string? Url = null) : Artifact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ArtifactKind Kind => ArtifactKind.Deployment;
}
