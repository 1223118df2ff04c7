using System.Diagnostics.CodeAnalysis;
using Factory.Contracts.Artifacts;

namespace Factory.Domain.Artifacts;

/// <summary>What the rules say of a submission: a typed artifact, or everything that is wrong with it.</summary>
/// <param name="Artifact">The artifact; null when there are errors.</param>
/// <param name="Errors">One sentence each, naming the field, the rule and the fix, for a model to act on.</param>
public sealed record ArtifactValidationResult(Artifact? Artifact, IReadOnlyList<string> Errors)
{
    /// <summary>True when the submission became an artifact.</summary>
    [MemberNotNullWhen(true, nameof(Artifact))]
    public bool IsValid() => Artifact is not null;
}
