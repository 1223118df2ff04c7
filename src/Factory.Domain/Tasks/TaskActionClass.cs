using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Approvals;

namespace Factory.Domain.Tasks;

/// <summary>Determines the class of a task's action, by which the policy decides whether the operator must approve.</summary>
public static class TaskActionClass
{
    /// <value>The class of a merge that brings concerns with it (<see cref="ChangeSet.Concerns"/>).</value>
    public const string SecurityChange = "security.change";

    /// <summary>
    /// The class: that of the pipeline, unless the result demands another one. Of both, the one with the stricter tier
    /// applies: a concern must not release an action that the policy holds back.
    /// </summary>
    /// <param name="action">The action.</param>
    /// <param name="result">The accepted result.</param>
    /// <param name="policy">The tiers in force.</param>
    public static string Of(TaskAction action, Artifact? result, ActionPolicy policy) =>
        action.Kind == TaskActionKind.Merge && result is ChangeSet { Concerns.Count: > 0 }
            && policy.TierOf(SecurityChange) >= policy.TierOf(action.ActionClass)
                ? SecurityChange
                : action.ActionClass;
}
