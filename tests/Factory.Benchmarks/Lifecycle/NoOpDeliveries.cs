using System.Collections.Concurrent;
using Factory.Contracts.Deployments;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Deployments;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Benchmarks.Lifecycle;

/// <summary>A merge is done at once; the task is at its end then.</summary>
internal sealed class NoOpDeliveries(IServiceProvider services) : IDeliveryRunner
{
    private readonly ConcurrentDictionary<TaskId, TaskCompletionSource<TaskStage>> _ends = new();
    private readonly ConcurrentDictionary<TaskId, bool> _running = new();

    /// <summary>The stage in which a task ended.</summary>
    public Task<TaskStage> EndOf(TaskId task) => Source(task).Task;

    public bool IsRunning(TaskId task) => _running.ContainsKey(task);

    public void Cancel(TaskId task)
    {
        // A delivery ends at once: there is nothing to stop.
    }

    public void Start(DeliveryRequest request)
    {
        if (_running.TryAdd(request.Task, true))
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => EndAsync(request));
            }
        }
    }

    private async Task EndAsync(DeliveryRequest order)
    {
        var grains = (IGrainFactory)services.GetService(typeof(IGrainFactory))!;
        var end = await grains.GetGrain<ITaskGrain>(order.Task.Value).RecordDelivery(new DeliveryOutcome("merged", null, null, null));
        _running.TryRemove(order.Task, out _);
        Source(order.Task).TrySetResult(end.Value?.Stage ?? TaskStage.Failed);
    }

    private TaskCompletionSource<TaskStage> Source(TaskId task) =>
        _ends.GetOrAdd(task, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
