using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Agents.Attempts;

/// <summary>What the runner does around the loop follows from what the task ends with, never from the kind's word: pipelines may have words of their own.</summary>
internal static class AttemptTraits
{
    /// <summary>True when the work is taken from a working copy.</summary>
    public static bool ProducesChange(TaskSpec task) => task.Expects == ArtifactKind.Change;

    /// <summary>True when a commit is judged.</summary>
    public static bool ReviewsCommit(TaskSpec task) => task.Expects == ArtifactKind.Review && task.ReviewSubject is not null;

    /// <summary>The product of a task that needs a working copy; null when it needs none.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>: it needs one, but has no product.</exception>
    public static ProductRef? RequiredProduct(TaskSpec task)
    {
        if (!ProducesChange(task) && !ReviewsCommit(task))
        {
            return null;
        }

        return task.Product ?? throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"The task '{task.Title}' must end with a {task.Expects} but names no product to work on.",
            "Start it through a run, or give it a repository.");
    }
}
