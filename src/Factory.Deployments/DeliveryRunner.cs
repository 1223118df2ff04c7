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
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.Grains.Abstractions.Tasks;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments;

/// <summary>
/// Merges and deploys in the background. A delivery that is interrupted by a stop of the silo reports nothing: its task
/// requests it again after the start.
/// </summary>
internal sealed partial class DeliveryRunner(
    IGrainFactory grains,
    IProductRepositories repositories,
    IProductBuilds builds,
    IEnumerable<IDeployTarget> targets,
    IStorageHealth store,
    SecretRedactor redactor,
    ILogger<DeliveryRunner> logger)
    : IDeliveryRunner, IAsyncDisposable
{
    private const int MaxMergeAttempts = 3;

    private readonly ConcurrentDictionary<TaskId, RunningDelivery> _running = new();
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

            // Called within a grain's turn: the work must not run on the grain's scheduler or inherit its context.
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            using (ExecutionContext.SuppressFlow())
            {
                _running[request.Task] = new RunningDelivery(Task.Run(() => RunAsync(request, stop)), stop);
            }
        }
    }

    /// <inheritdoc/>
    public void Cancel(TaskId task)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(task, out var delivery))
            {
                delivery.Stop.Cancel();
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
            running = [.. _running.Values.Select(delivery => delivery.Completion)];
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(DeliveryRequest request, CancellationTokenSource stop)
    {
        using var scope = logger.BeginScope(LogScopes.Of(request.Run, request.Task));
        try
        {
            var outcome = await DeliverAsync(request, stop.Token);
            while (outcome.Problem is not null && store.Problem is not null)
            {
                // After a full disk the delivery is repeated, which is safe: merging and deploying the same commit
                // again is idempotent.
                await store.WaitAsync(stop.Token);
                outcome = await DeliverAsync(request, stop.Token);
            }

            RemoveRunning(request.Task, stop);
            await grains.GetGrain<ITaskGrain>(request.Task.Value).RecordDelivery(outcome);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // A failure that the stop caused.
            RemoveRunning(request.Task, stop);
        }
        catch (Exception exception)
        {
            // When the task is reconciled next, no delivery is running, and it starts another one.
            RemoveRunning(request.Task, stop);
            LogNotRecorded(exception, request.Task);
        }
    }

    // Before the outcome is recorded, because recording it may make the task request its next delivery at once. Only this
    // delivery: when the record fails, the next one may already run.
    private void RemoveRunning(TaskId task, CancellationTokenSource stop)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(task, out var delivery) && delivery.Stop == stop)
            {
                _running.TryRemove(task, out _);
                stop.Dispose();
            }
        }
    }

    private async Task<DeliveryOutcome> DeliverAsync(DeliveryRequest request, CancellationToken stop)
    {
        try
        {
            return request.Action.Kind == TaskActionKind.Merge ? await MergeAsync(request, stop) : await DeployAsync(request, stop);
        }
        catch (FactoryException exception) when (!stop.IsCancellationRequested)
        {
            LogFailed(exception, request.Task, exception.Message);
            return DeliveryOutcome.Failed(new Problem(exception.Code, redactor.Redact(exception.Message), exception.Hint));
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !stop.IsCancellationRequested)
        {
            LogUnexpected(exception, request.Task);
            return DeliveryOutcome.Failed(new Problem(
                ErrorCodes.Internal,
                "The delivery failed unexpectedly.",
                "See the log with: factory logs. Then retry the task."));
        }
    }

    private async Task<DeliveryOutcome> MergeAsync(DeliveryRequest request, CancellationToken stop)
    {
        if (request.Artifact is not ChangeSet { Commit: { } commit } change)
        {
            throw new FactoryException(ErrorCodes.ChangeEmpty, $"There is no commit to merge for '{request.Title}'.");
        }

        var trailers = new CommitTrailers(request.Run, request.Task, null, request.Agent, request.Model);
        var message = CommitMessage.Format(redactor.Redact($"Merge: {request.Title}\n\n{change.Summary}"), trailers);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new DeliveryOutcome(await repositories.MergeAsync(request.Product, commit, message, stop), null, null, null);
            }
            catch (FactoryException exception) when (exception is { Retryable: true, Code: ErrorCodes.GitFailed }
                && attempt < MaxMergeAttempts)
            {
                LogMergeRetried(request.Task, exception.Message);
            }
        }
    }

    private async Task<DeliveryOutcome> DeployAsync(DeliveryRequest request, CancellationToken stop)
    {
        var target = targets.FirstOrDefault(t => t.Name == request.Action.Target)
            ?? throw new FactoryException(
                ErrorCodes.DeployFailed,
                $"There is no deploy target '{request.Action.Target}'.",
                $"Targets are: {string.Join(", ", targets.Select(t => t.Name))}. Change the pipeline's file.");
        var head = await repositories.GetHeadAsync(request.Product, stop);
        var build = await builds.GetAsync(request.Product, head, stop);
        var healthPath = (request.Artifact as Deployment)?.HealthPath is { Length: > 0 } proposed ? proposed : build.Manifest.Health;
        var version = await target.DeployAsync(request.Product, build, healthPath, stop);
        return new DeliveryOutcome(version.Commit, version.Url, version.Version, null);
    }

    /// <summary>A delivery that runs.</summary>
    /// <param name="Completion">Ends with it; never fails.</param>
    /// <param name="Stop">Stops it; disposed under the lock when it has ended.</param>
    private sealed record RunningDelivery(Task Completion, CancellationTokenSource Stop);
}
