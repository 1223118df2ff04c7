using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;
using Factory.Domain.Reviews;

namespace Factory.Domain.Artifacts;

/// <summary>The parts of a task that the rules of its submission refer to.</summary>
/// <param name="Expects">The kind of artifact that ends the task.</param>
/// <param name="Criteria">The acceptance criteria that a review must answer; empty when there are no
/// requirements.</param>
/// <param name="EvidenceIds">Ids of the factory's evidence that a review may cite.</param>
/// <param name="DeployTarget">The target that the task's action names; null when any may be named.</param>
/// <param name="IsFile">Tells whether a relative path is a file of the commit under review; null when unknown, then
/// every path is accepted.</param>
/// <param name="Warnings">Warnings of the factory that a review must answer to pass; null for none.</param>
public sealed record ArtifactContext(
    ArtifactKind Expects,
    IReadOnlyList<AcceptanceCriterion> Criteria,
    IReadOnlyList<string> EvidenceIds,
    string? DeployTarget,
    Func<string, bool>? IsFile = null,
    IReadOnlyList<string>? Warnings = null)
{
    /// <summary>The context of a task.</summary>
    /// <param name="task">The task; the criteria are those of the latest requirements among its inputs.</param>
    /// <param name="evidence">What the factory ran for this review; null when nothing was run.</param>
    public static ArtifactContext For(TaskSpec task, EvidenceReport? evidence = null) => new(
        task.Expects,
        task.Inputs.Select(i => i.Artifact).OfType<Requirements>().LastOrDefault()?.Criteria ?? [],
        evidence?.Commands.Select(c => c.Id).ToList() ?? [],
        task.Action?.Target,
        Warnings: ReviewWarnings.Of(task, evidence));
}
