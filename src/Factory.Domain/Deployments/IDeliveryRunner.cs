using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Deployments;

/// <summary>
/// Merges and deploys, outside grain turns, and reports to <c>ITaskGrain.RecordDelivery</c>. Doing the same delivery twice
/// (after a crash) has the effect of doing it once.
/// </summary>
public interface IDeliveryRunner
{
    /// <summary>Begins; returns at once. A delivery of this task that already runs here is left alone.</summary>
    void Start(DeliveryRequest request);

    /// <summary>True while this silo works on it.</summary>
    bool IsRunning(TaskId task);
}

/// <summary>What to merge or deploy.</summary>
/// <param name="Task">The task that asks.</param>
/// <param name="Action">Merge or deploy.</param>
/// <param name="Product">The product.</param>
/// <param name="Artifact">The accepted <see cref="ChangeSet"/> or <see cref="Deployment"/>.</param>
/// <param name="Agent">Who made it, for the commit's trailers.</param>
/// <param name="Model">With which model.</param>
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
