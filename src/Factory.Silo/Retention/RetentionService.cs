using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Retention;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;

namespace Factory.Silo.Retention;

/// <summary>
/// Deletes what the retention policy no longer keeps. Whether work is finished is read from the states, never from the
/// index, which is only a copy.
/// </summary>
internal sealed partial class RetentionService(
    IEnumerable<IRetentionTarget> targets,
    IStateScanner states,
    IConfigSource config,
    ILogger<RetentionService> log) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);

    /// <summary>Deletes expired items. Concurrent calls run one after the other.</summary>
    /// <param name="dryRun">True to list them without deleting.</param>
    /// <param name="olderThan">One age for all kinds; null for those of the policy.</param>
    public async Task<CleanReport> CleanAsync(bool dryRun, TimeSpan? olderThan, CancellationToken cancellationToken)
    {
        // The periodic sweep and a request of the operator would otherwise work on the same items, and each would
        // report what the other removed as its own or as a failure.
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var policy = config.Current.Policy.Retention;
            return await CleanAsync(dryRun, olderThan is { } age ? policy.OlderThan(age) : policy, cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task<CleanReport> CleanAsync(bool dryRun, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var facts = await ReadFactsAsync(cancellationToken);
        var removed = new List<RetentionItem>();
        var kept = new List<RetentionItem>();
        foreach (var target in targets)
        {
            foreach (var item in await target.FindAsync(facts, policy, cancellationToken))
            {
                if (item.RetainedReason is not null)
                {
                    kept.Add(item);
                }
                else if (dryRun || await RemoveAsync(target, item, facts, policy, kept, cancellationToken))
                {
                    removed.Add(item);
                }
            }
        }

        var report = new CleanReport(dryRun, removed, kept, removed.Sum(r => r.Bytes));
        if (!dryRun && removed.Count > 0)
        {
            LogCleaned(removed.Count, report.Bytes, kept.Count);
        }

        return report;
    }

    private async Task<bool> RemoveAsync(
        IRetentionTarget target,
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        List<RetentionItem> kept,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await target.RemoveAsync(item, facts, policy, cancellationToken))
            {
                return true;
            }

            kept.Add(item with { RetainedReason = "it is in use again" });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(item.Kind, item.Name, e);
            kept.Add(item with { RetainedReason = "it could not be deleted; see the log" });
        }

        return false;
    }

    private async Task<RetentionFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        var openRuns = new HashSet<RunId>();
        var openTasks = new HashSet<TaskId>();
        var busy = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var run in states.ScanAsync<DurableState<RunState>>(RunState.StateName, cancellationToken))
        {
            if (run.State.Value is { } value && !value.IsFinished())
            {
                openRuns.Add(value.Id);
                busy.Add(value.Product.Name);
            }
        }

        await foreach (var task in states.ScanAsync<DurableState<TaskState>>(TaskState.StateName, cancellationToken))
        {
            if (task.State.Value is { } value && (!value.ToView().IsFinished() || (value.Spec.Run is { } run && openRuns.Contains(run))))
            {
                openTasks.Add(value.Id);
                busy.UnionWith(value.Spec.Product is { } product ? [product.Name] : []);
            }
        }

        var attempts = new Dictionary<AttemptId, AttemptFacts>();
        await foreach (var attempt in states.ScanAsync<DurableState<AttemptState>>(AttemptState.StateName, cancellationToken))
        {
            if (attempt.State.Value is { } value)
            {
                var finished = value.Status == AttemptStatus.Running ? null : value.FinishedAt;
                attempts[value.Request.Attempt] = new AttemptFacts(
                    finished,
                    !openTasks.Contains(value.Request.Task),
                    value.Request.Spec.Expects == ArtifactKind.Change);
            }
        }

        return new RetentionFacts(attempts, busy);
    }
}
