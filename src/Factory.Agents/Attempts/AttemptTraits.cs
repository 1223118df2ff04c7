using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Agents.Attempts;

/// <summary>
/// Derives what an attempt requires from the artifact that its task expects. The name of the task's kind decides
/// nothing, because pipelines can define their own.
/// </summary>
internal static class AttemptTraits
{
    /// <summary>Returns whether the result is a change that is committed from a working copy.</summary>
    public static bool ProducesChange(TaskSpec task) => task.Expects == ArtifactKind.Change;

    /// <summary>Returns whether the task is the review of a commit.</summary>
    public static bool ReviewsCommit(TaskSpec task) => task.Expects == ArtifactKind.Review && task.ReviewSubject is not null;

    /// <summary>Returns whether the attempt works on files, which it builds and tests on this machine.</summary>
    public static bool HasWorkingCopy(TaskSpec task) => ProducesChange(task) || ReviewsCommit(task);

    /// <summary>Returns the product of a task that requires a working copy; null when it requires none.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>: the task requires a working copy, but has no
    /// product.</exception>
    public static ProductRef? RequiredProduct(TaskSpec task)
    {
        if (!HasWorkingCopy(task))
        {
            return null;
        }

        return task.Product ?? throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"The task '{task.Title}' requires a {task.Expects} as its result but names no product.",
            "Start it as part of a run, or specify a repository.");
    }
}
