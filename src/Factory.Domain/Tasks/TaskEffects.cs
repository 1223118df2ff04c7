using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;

namespace Factory.Domain.Tasks;

/// <summary>Works out a task's duty from its state.</summary>
public static class TaskEffects
{
    /// <summary>The duty in this state; null when there is none.</summary>
    public static TaskEffect? Of(TaskState task, FactoryPolicy policy) => task.Stage switch
    {
        TaskStage.InProgress => new AttemptDuty(new AttemptRequest(
            task.Working!.Value,
            task.Id,
            task.Attempts.Count,
            task.Spec,
            task.Assignment!,
            task.Feedback,
            task.StartFrom ?? task.Spec.Reviews?.Commit,
            [.. task.Questions.Where(q => q.Answer is not null)])),
        TaskStage.AwaitingApproval => new ApprovalDuty(task.Approval!.Value, Ask(task, policy)),
        TaskStage.Delivering => new DeliveryDuty(new DeliveryRequest(
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

    private static ApprovalRequest Ask(TaskState task, FactoryPolicy policy)
    {
        var action = task.Spec.Action!;
        var what = action.Kind == TaskActionKind.Merge
            ? $"Merge {task.Spec.Product!.Name} into {task.Spec.Product.Branch}"
            : $"Deploy {task.Spec.Product!.Name} to {action.Target}";
        var details = task.Artifact switch
        {
            ChangeSet c => $"{c.Summary}\n{c.FilesChanged} files, +{c.Insertions} -{c.Deletions}, commit {c.Commit}",
            Deployment d => d.Notes,
            _ => "",
        };
        var cost = task.ToView().Cost();
        return new ApprovalRequest(task.Id, task.Spec.Run, action.Class, policy.Actions.TierOf(action.Class), what, task.Spec.Title, details, cost, policy.ApprovalLifetime);
    }
}
