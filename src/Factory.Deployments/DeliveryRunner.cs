using System.Collections.Concurrent;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Deployments;
using Factory.Domain.Health;
using Factory.Domain.Logs;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Grains.Abstractions.Tasks;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments;

/// <summary>Merges and deploys in the background. A delivery that a stop of the silo cuts off reports nothing: its task asks again after the start.</summary>
internal sealed class DeliveryRunner(
    IGrainFactory grains, IProductRepositories repositories, IProductBuilds builds, IEnumerable<IDeployTarget> targets, IStorageHealth store, ILogger<DeliveryRunner> logger)
    : IDeliveryRunner, IAsyncDisposable
{
    private const int MaxMergeAttempts = 3;

    private readonly ConcurrentDictionary<TaskId, Task> _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Start(DeliveryRequest request)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested || _running.ContainsKey(request.Task))
            {
                return;
            }

            // Called in a grain's turn: neither its scheduler nor its context may leak into the work.
            using (ExecutionContext.SuppressFlow())
            {
                _running[request.Task] = Task.Run(() => RunAsync(request));
            }
        }
    }

    /// <inheritdoc/>
    public bool IsRunning(TaskId task) => _running.ContainsKey(task);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            _stop.Cancel();
            running = [.. _running.Values];
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(DeliveryRequest order)
    {
        using var scope = logger.BeginScope(LogScopes.Of(order.Run, order.Task));
        try
        {
            var outcome = await DeliverAsync(order);
            while (outcome.Problem is not null && store.Problem is not null)
            {
                // A full disk is waited out: delivering again ends in the same place.
                await store.WaitAsync(_stop.Token);
                outcome = await DeliverAsync(order);
            }

            RemoveRunning(order.Task);
            await grains.GetGrain<ITaskGrain>(order.Task.Value).RecordDelivery(outcome);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            RemoveRunning(order.Task);
        }
        catch (Exception exception)
        {
            // The task's next look finds no delivery running and starts it again.
            RemoveRunning(order.Task);
            logger.LogError(exception, "The outcome of the delivery of {Task} could not be recorded.", order.Task);
        }
    }

    // Before the outcome is recorded: the task may ask for its next delivery in the same breath.
    private void RemoveRunning(TaskId task)
    {
        lock (_lock)
        {
            _running.TryRemove(task, out _);
        }
    }

    private async Task<DeliveryOutcome> DeliverAsync(DeliveryRequest order)
    {
        try
        {
            return order.Action.Kind == TaskActionKind.Merge ? await MergeAsync(order) : await DeployAsync(order);
        }
        catch (FactoryException exception)
        {
            logger.LogWarning(exception, "Delivery of {Task} failed: {Reason}", order.Task, exception.Message);
            return DeliveryOutcome.Failed(new Problem(exception.Code, exception.Message, exception.Hint));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "Delivery of {Task} failed.", order.Task);
            return DeliveryOutcome.Failed(new Problem(ErrorCodes.Internal, "The delivery failed inside the factory; its log says more.", "Retry the task."));
        }
    }

    private async Task<DeliveryOutcome> MergeAsync(DeliveryRequest order)
    {
        if (order.Artifact is not ChangeSet { Commit: { } commit } change)
        {
            throw new FactoryException(ErrorCodes.ChangeEmpty, $"There is no commit to merge for '{order.Title}'.");
        }

        var trailers = new CommitTrailers(order.Run, order.Task, null, order.Agent, order.Model);
        var message = CommitMessage.Format($"Merge: {order.Title}\n\n{change.Summary}", trailers);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new DeliveryOutcome(await repositories.MergeAsync(order.Product, commit, message, _stop.Token), null, null, null);
            }
            catch (FactoryException exception) when (exception is { Retryable: true, Code: ErrorCodes.GitFailed } && attempt < MaxMergeAttempts)
            {
                logger.LogInformation("Merging for {Task} again: {Reason}", order.Task, exception.Message);
            }
        }
    }

    private async Task<DeliveryOutcome> DeployAsync(DeliveryRequest order)
    {
        var target = targets.FirstOrDefault(t => t.Name == order.Action.Target)
            ?? throw new FactoryException(
                ErrorCodes.DeployFailed,
                $"There is no deploy target '{order.Action.Target}'.",
                $"Known targets: {string.Join(", ", targets.Select(t => t.Name))}. Change the pipeline's file.");
        var head = await repositories.GetHeadAsync(order.Product, _stop.Token);
        var build = await builds.GetAsync(order.Product, head, _stop.Token);
        var healthPath = (order.Artifact as Deployment)?.HealthPath is { Length: > 0 } proposed ? proposed : build.Manifest.Health;
        var version = await target.DeployAsync(order.Product, build, healthPath, _stop.Token);
        return new DeliveryOutcome(version.Commit, version.Url, version.Version, null);
    }
}
