using System.Diagnostics.CodeAnalysis;
using Factory.Contracts.Artifacts;

namespace Factory.Domain.Artifacts;

/// <summary>Result of validating a submission: a typed artifact, or all errors.</summary>
/// <param name="Artifact">The artifact; null when there are errors.</param>
/// <param name="Errors">One sentence each, naming the field, the rule and the fix, for a model to act on.</param>
public sealed record ArtifactValidationResult(Artifact? Artifact, IReadOnlyList<string> Errors)
{
    /// <summary>True when the submission is valid.</summary>
    [MemberNotNullWhen(true, nameof(Artifact))]
    public bool IsValid() => Artifact is not null;
}
