using Factory.Configuration.Silos;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Retention;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Domain.WorkingCopies;

namespace Factory.Silo.Retention;

/// <summary>
/// Deletes what the retention policy no longer keeps. Whether work is finished is read from the states, never from the
/// index, which is only a copy.
/// </summary>
internal sealed partial class RetentionService(
    IEnumerable<IRetentionTarget> targets,
    IStateScanner states,
    IConfigSource config,
    SiloSettings settings,
    ILogger<RetentionService> log) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);

    /// <summary>Deletes expired items. Concurrent calls run one after the other.</summary>
    /// <param name="dryRun">True to list them without deleting.</param>
    /// <param name="olderThan">One age for all kinds; null for those of the policy.</param>
    /// <param name="force">True to delete also what contains work that is in no repository, after it was saved as far as
    /// git accepts it.</param>
    public Task<CleanReport> CleanAsync(bool dryRun, TimeSpan? olderThan, bool force, CancellationToken cancellationToken)
    {
        var policy = Policy with { Force = force };
        return CleanAlone(dryRun, olderThan is { } age ? policy.OlderThan(age) : policy, cancellationToken);
    }

    /// <summary>Deletes what exceeds a quota. Costs little when nothing does.</summary>
    public async Task EnforceQuotaAsync(CancellationToken cancellationToken)
    {
        // Measured before the states are read, which takes longer.
        var policy = Policy.QuotaOnly();
        if (targets.Any(target => target.IsOverQuota(policy)))
        {
            await CleanAlone(dryRun: false, policy, cancellationToken);
        }
    }

    private RetentionPolicy Policy => config.Current.Policy.Retention with { MaxWorkingCopyBytes = settings.MaxWorkingCopyBytes };

    private async Task<CleanReport> CleanAlone(bool dryRun, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        // The periodic sweep and a request of the operator would otherwise work on the same items, and each would
        // report what the other removed as its own or as a failure.
        await _lock.WaitAsync(cancellationToken);
        try
        {
            return await CleanAsync(dryRun, policy, cancellationToken);
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
                else
                {
                    var result = dryRun ? item : await RemoveAsync(target, item, facts, policy, cancellationToken);
                    (result.RetainedReason is null ? removed : kept).Add(result);
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

    private async Task<RetentionItem> RemoveAsync(
        IRetentionTarget target,
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await target.RemoveAsync(item, facts, policy, cancellationToken);
            if (result is { RetainedReason: null, Forced: true })
            {
                LogForced(result.Name, result.SavedAs ?? "nothing", string.Join(" ", result.LeftOut ?? []));
            }

            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(item.Kind, item.Name, e);
            return item with { RetainedReason = "it could not be deleted; see the log" };
        }
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
                var request = value.Request;
                attempts[request.Attempt] = new AttemptFacts(
                    finished,
                    !openTasks.Contains(request.Task),
                    request.Spec.Expects == ArtifactKind.Change,
                    new CommitTrailers(
                        request.Spec.Run, request.Task, request.Attempt, request.Assignment.Agent, request.Assignment.Model));
            }
        }

        return new RetentionFacts(attempts, busy);
    }
}
