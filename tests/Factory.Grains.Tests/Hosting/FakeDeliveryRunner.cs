using System.Collections.Concurrent;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Deployments;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Merges and deploys in thought.</summary>
internal sealed class FakeDeliveryRunner(Func<IGrainFactory> grains) : IDeliveryRunner
{
    private readonly ConcurrentDictionary<TaskId, DeliveryRequest> _running = new();

    public ConcurrentQueue<DeliveryRequest> Delivered { get; } = new();

    /// <summary>Deploys answer with this while it is set.</summary>
    public Problem? DeployProblem { get; set; }

    public void Start(DeliveryRequest request)
    {
        if (_running.TryAdd(request.Task, request))
        {
            // The caller is a grain: its call context must not follow the work.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => EndAsync(request));
            }
        }
    }

    public bool IsRunning(TaskId task) => _running.ContainsKey(task);

    private async Task EndAsync(DeliveryRequest order)
    {
        Delivered.Enqueue(order);
        var outcome = order.Action.Kind == TaskActionKind.Merge
            ? new DeliveryOutcome("merged", null, null, null)
            : DeployProblem is { } problem ? DeliveryOutcome.Failed(problem) : new DeliveryOutcome("merged", "http://localhost:1", 1, null);
        await grains().GetGrain<ITaskGrain>(order.Task.Value).RecordDelivery(outcome);
        _running.TryRemove(order.Task, out _);
    }
}
