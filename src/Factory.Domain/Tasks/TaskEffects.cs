using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;

namespace Factory.Domain.Tasks;

/// <summary>Determines the effect that a task's stage requires.</summary>
public static class TaskEffects
{
    /// <summary>The effect; null when the stage requires none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="policy">The policy in force: tiers of actions, and how long an approval is open.</param>
    public static TaskEffect? For(TaskState task, FactoryPolicy policy) => task.Stage switch
    {
        TaskStage.InProgress => new AttemptEffect(new AttemptRequest(
            task.ActiveAttempt!.Value,
            task.Id,
            task.Attempts.Count,
            task.Spec,
            task.Assignment!,
            task.Feedback,
            // A review starts from the change that it judges: the head of the branch does not have it yet.
            task.StartCommit ?? task.Spec.ReviewSubject?.Commit,
            // An attempt that starts over receives the answers to earlier ones and need not ask the operator again.
            [.. task.Questions.Where(q => q.Answer is not null)],
            task.Messages)),
        TaskStage.AwaitingApproval => new ApprovalEffect(task.Approval!.Value, CreateApprovalRequest(task, policy)),
        TaskStage.Delivering => new DeliveryEffect(new DeliveryRequest(
            task.Id,
            task.Spec.Action!,
            task.Spec.Product!,
            task.Artifact!,
            task.Assignment!.Agent,
            task.Assignment.Model,
            task.Spec.Title,
            task.Spec.Run)),
        _ => null,
    };

    private static ApprovalRequest CreateApprovalRequest(TaskState task, FactoryPolicy policy)
    {
        var action = task.Spec.Action!;
        var summary = action.Kind == TaskActionKind.Merge
            ? $"Merge {task.Spec.Product!.Name} into {task.Spec.Product.Branch}"
            : $"Deploy {task.Spec.Product!.Name} to {action.Target}";
        var details = task.Artifact switch
        {
            // The factory's own lines first: an agent's text can be long, and say what it likes.
            ChangeSet c => $"{Words.Count(c.FilesChanged, "file")}, +{c.Insertions} -{c.Deletions}, commit {c.Commit}{FormatConcerns(c)}" +
                Quote(c.Summary),
            Deployment d => summary + Quote(d.Notes),
            _ => "",
        };
        var actionClass = TaskActionClass.Of(action, task.Artifact, policy.Actions);
        var cost = task.ToView().Cost();
        return new ApprovalRequest(
            task.Id,
            task.Spec.Run,
            actionClass,
            policy.Actions.TierOf(actionClass),
            summary,
            task.Spec.Title,
            details,
            cost,
            policy.ApprovalLifetime);
    }

    private static string FormatConcerns(ChangeSet change)
    {
        var concerns = change.Concerns ?? [];
        var answers = change.ReviewAnswers ?? [];
        var remarks = answers.Select(answer => answer.Warning).Except(concerns).ToList();
        return FormatWarnings("Look at these before you approve:", concerns, answers)
            + FormatWarnings("The evidence does not prove everything:", remarks, answers);
    }

    private static string FormatWarnings(string heading, IReadOnlyList<string> warnings, IReadOnlyList<WarningAnswer> answers) =>
        warnings.Count == 0 ? "" : $"\n{heading}" + string.Concat(warnings.Select(warning =>
            "\n- " + Indent(warning) + string.Concat(answers
                .Where(answer => answer.Warning == warning)
                .Select(answer => "\n    The reviewer: " + Indent(answer.Comment)))));

    private static string Quote(string text) => text.Length == 0 ? "" : "\nThe agent says:\n    " + Indent(text);

    // Agents write the summary, paths and commands: none of their lines can stand where those of the factory do.
    private static string Indent(string text) => VisibleText.Strip(text).ReplaceLineEndings("\n    ");
}
