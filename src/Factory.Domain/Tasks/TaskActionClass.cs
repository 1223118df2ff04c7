using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Tasks;

/// <summary>Determines the class of a task's action, by which the policy decides whether the operator must approve.</summary>
public static class TaskActionClass
{
    /// <value>The class of a merge that brings concerns with it (<see cref="ChangeSet.Concerns"/>).</value>
    public const string SecurityChange = "security.change";

    /// <summary>The class: that of the pipeline, unless the result itself demands a stricter one.</summary>
    /// <param name="action">The action.</param>
    /// <param name="result">The accepted result.</param>
    public static string Of(TaskAction action, Artifact? result) =>
        action.Kind == TaskActionKind.Merge && result is ChangeSet { Concerns.Count: > 0 } ? SecurityChange : action.ActionClass;
}
