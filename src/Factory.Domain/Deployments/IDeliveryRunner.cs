using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Deployments;

/// <summary>
/// Merges and deploys outside grain turns, and reports to <c>ITaskGrain.RecordDelivery</c>. Idempotent: a delivery that
/// is repeated after a crash has the same effect as one.
/// </summary>
public interface IDeliveryRunner
{
    /// <summary>
    /// Starts a delivery and returns at once. Ignored while a delivery of the same task runs on this silo.
    /// </summary>
    void Start(DeliveryRequest request);

    /// <summary>
    /// Stops the delivery of a task and returns at once. It is not recorded any more. Ignored when none runs.
    /// </summary>
    /// <remarks>
    /// A merge that has begun to update the files or the branch of the product's repository is completed, and stays:
    /// stopped in the middle it would leave the operator's checkout half updated and locked.
    /// </remarks>
    void Cancel(TaskId task);

    /// <summary>True while a delivery of the task runs on this silo.</summary>
    bool IsRunning(TaskId task);
}

/// <summary>What to merge or deploy.</summary>
/// <param name="Task">The task whose result is delivered.</param>
/// <param name="Action">Merge or deploy.</param>
/// <param name="Product">The product.</param>
/// <param name="Artifact">The accepted <see cref="ChangeSet"/> or <see cref="Deployment"/>.</param>
/// <param name="Agent">The agent that made it, for the commit's trailers.</param>
/// <param name="Model">The agent's model, for the commit's trailers.</param>
/// <param name="Title">The task's title.</param>
/// <param name="Run">The run; null for a task of its own.</param>
public sealed record DeliveryRequest(
    TaskId Task,
    TaskAction Action,
    ProductRef Product,
    Artifact Artifact,
    AgentId Agent,
    Factory.Contracts.Models.ModelRef Model,
    string Title,
    RunId? Run);
