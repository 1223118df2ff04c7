using System.Collections.Concurrent;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Deployments;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Reports every merge and deployment as done without doing it.</summary>
internal sealed class FakeDeliveryRunner(Func<IGrainFactory> grains) : IDeliveryRunner
{
    private readonly ConcurrentDictionary<TaskId, DeliveryRequest> _running = new();

    public ConcurrentQueue<DeliveryRequest> Delivered { get; } = new();

    /// <summary>Deployments fail with this while it is set.</summary>
    public Problem? DeployProblem { get; set; }

    public ConcurrentQueue<TaskId> Cancelled { get; } = new();

    /// <summary>Deliveries wait for it before they end.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public void Cancel(TaskId task) => Cancelled.Enqueue(task);

    public void Start(DeliveryRequest request)
    {
        if (_running.TryAdd(request.Task, request))
        {
            // The caller is a grain: its request context and activity must not flow into work that outlives the call.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => EndAsync(request));
            }
        }
    }

    public bool IsRunning(TaskId task) => _running.ContainsKey(task);

    private async Task EndAsync(DeliveryRequest request)
    {
        Delivered.Enqueue(request);
        await Hold;
        var outcome = request.Action.Kind == TaskActionKind.Merge
            ? new DeliveryOutcome("merged", null, null, null)
            : DeployProblem is { } problem ? DeliveryOutcome.Failed(problem) : new DeliveryOutcome("merged", "http://localhost:1", 1, null);
        // As the real one: recording the outcome may make the task request its next delivery at once.
        _running.TryRemove(request.Task, out _);
        await grains().GetGrain<ITaskGrain>(request.Task.Value).RecordDelivery(outcome);
    }
}
