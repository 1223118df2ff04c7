using System.Text.Json.Serialization;
using Factory.Contracts.Deployments;
using Factory.Contracts.Reviews;

namespace Factory.Contracts.Artifacts;

/// <summary>
/// The typed result of a task. What a model submits is validated by the domain's artifact rules before it becomes one.
/// To add a kind: 1. a member of <see cref="ArtifactKind"/>; 2. a record here, with its <c>JsonDerivedType</c> line; 3.
/// its rules in <c>Factory.Domain/Artifacts</c>; 4. its submission schema in
/// <c>Factory.Agents/Tools/ResultSchemas.cs</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResearchNote), "research")]
[JsonDerivedType(typeof(Requirements), "requirements")]
[JsonDerivedType(typeof(ChangeSet), "change")]
[JsonDerivedType(typeof(ReviewReport), "review")]
[JsonDerivedType(typeof(Deployment), "deployment")]
[GenerateSerializer, Immutable, Alias("Artifact")]
public abstract record Artifact
{
    /// <summary>Its kind.</summary>
    [JsonIgnore]
    public abstract ArtifactKind Kind { get; }
}
