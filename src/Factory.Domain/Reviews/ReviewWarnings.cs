using System.Globalization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Reviews;

/// <summary>
/// What the factory found about a change that is no reason to reject it, but that nobody may overlook: the reviewer must
/// answer each warning to pass the change, and the operator reads the answers.
/// </summary>
public static class ReviewWarnings
{
    /// <summary>
    /// The number of warnings, at most. A builder can cause any number of concerns; a review that must answer them all would
    /// never end. The rest is one warning.
    /// </summary>
    /// <value>20.</value>
    public const int Max = 20;

    /// <summary>The change that a review judges; null when the task is no review of a commit.</summary>
    public static ChangeSet? ChangeOf(TaskSpec review) => review.ReviewSubject is { } subject
        ? review.Inputs.Select(input => input.Artifact).OfType<ChangeSet>().LastOrDefault(change => change.Commit == subject.Commit)
        : null;

    /// <summary>
    /// The warnings of a review, those of the evidence first: many concerns must not hide that the earlier tests fail.
    /// </summary>
    /// <param name="review">The review's task.</param>
    /// <param name="evidence">What the factory ran; null when it ran nothing.</param>
    public static IReadOnlyList<string> Of(TaskSpec review, EvidenceReport? evidence)
    {
        if (review.ReviewSubject is null)
        {
            return [];
        }

        List<string> all = [.. evidence?.Warnings ?? [], .. evidence?.Remarks ?? [], .. ChangeOf(review)?.Concerns ?? []];
        return all.Count <= Max
            ? all
            :
            [
                .. all.Take(Max - 1),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{all.Count - Max + 1} more concerns of the change, which its artifact lists."),
            ];
    }
}
