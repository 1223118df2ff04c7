using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Health;
using Factory.Domain.Indexing;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Agents;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Silo.Recovery;

/// <summary>
/// Resumes unfinished work. At the start it reads every state (never the index, which is only a copy): attempts of the
/// previous silo process are recorded as lost, and unfinished runs and tasks are reconciled. Later it sweeps what the
/// index lists as unfinished, in case an outbox message was lost.
/// </summary>
internal sealed partial class RecoveryService(
    IStateScanner states,
    IStateIndex index,
    IStorageHealth storage,
    IGrainFactory grains,
    IOrphanedProcesses orphans,
    TimeProvider time,
    ILogger<RecoveryService> log) : BackgroundService
{
    /// <value>The time between two sweeps.</value>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const int PageSize = 1000;

    private static readonly string[] Unfinished = [
        "backlog",
        "ready",
        "inProgress",
        "review",
        "awaitingApproval",
        "delivering",
        "running",
        "waitingForOperator",
        "pending"
    ];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            var look = RecoverAsync;
            do
            {
                // Work that a full disk interrupted is resumed as soon as there is space.
                await storage.WaitAsync(stoppingToken);

                // The full scan is repeated until it succeeds once. A sweep is no replacement: it trusts the index.
                look = await TryScanAsync(look, stoppingToken) ? SweepAsync : look;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>
    /// Runs a sweep. A store that cannot be read for a moment must not end the silo: the next sweep tries again.
    /// </summary>
    private async Task<bool> TryScanAsync(Func<CancellationToken, Task> look, CancellationToken stop)
    {
        try
        {
            await look(stop);
            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogScanFailed(e);
            return false;
        }
    }

    private async Task RecoverAsync(CancellationToken stop)
    {
        // All states are read before the first grain is called: reconciling changes states, and a scan that goes on
        // meanwhile would see some of them before and some after.
        var keys = new Dictionary<string, List<string>>(StringComparer.Ordinal)
        {
            // Attempts come first: a task goes on only when its attempt is no longer recorded as running.
            ["attempt"] = await KeysAsync<AttemptState>(AttemptState.StateName, a => a.Status == AttemptStatus.Running, stop),
            ["approval"] = await KeysAsync<ApprovalState>(ApprovalState.StateName, a => a.View.Status == ApprovalStatus.Pending, stop),
            ["run"] = await KeysAsync<RunState>(RunState.StateName, r => !r.IsFinished(), stop),
            ["task"] = await KeysAsync<TaskState>(TaskState.StateName, t => !t.ToView().IsFinished(), stop),
        };
        LogRecovering(keys["run"].Count, keys["task"].Count, keys["attempt"].Count);
        foreach (var (kind, found) in keys)
        {
            await ReconcileAsync(kind, found, stop);
        }

        await orphans.EndAsync();
        await ReleaseAgentsAsync(stop);
        await RouteAsync();
    }

    /// <summary>
    /// Releases agents from attempts that have ended. An agent records the end after the attempt was written; a crash
    /// in between would keep the agent occupied forever.
    /// </summary>
    private async Task ReleaseAgentsAsync(CancellationToken stop)
    {
        var working = new List<(string Agent, AttemptId Attempt)>();
        await foreach (var state in states.ScanAsync<DurableState<AgentState>>(AgentState.StateName, stop))
        {
            working.AddRange(state.State.Value?.ActiveAttempts.Select(a => (state.Key, a)) ?? []);
        }

        foreach (var (agent, id) in working)
        {
            if (await grains.GetGrain<IAttemptGrain>(id.Value).Get() is { Status: not AttemptStatus.Running } ended)
            {
                await grains.GetGrain<IAgentGrain>(agent).RecordAttemptEnded(id, ended.Status, ended.Progress.Usage, ended.Progress.Cost);
            }
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        foreach (var kind in new[] { "attempt", "approval", "run", "task" })
        {
            await ReconcileAsync(kind, await UnfinishedKeysAsync(kind, stop), stop);
        }

        await RouteAsync();
    }

    /// <summary>
    /// All of them, before the first is reconciled: reconciling takes rows out of the list, and the oldest ones, which
    /// come last, are those that wait the longest.
    /// </summary>
    private async Task<List<string>> UnfinishedKeysAsync(string kind, CancellationToken stop)
    {
        var keys = new List<string>();
        IReadOnlyList<IndexRow> page;
        do
        {
            page = await index.ListAsync(kind, null, Unfinished, keys.LastOrDefault(), PageSize, stop);
            keys.AddRange(page.Select(r => r.Key));
        }
        while (page.Count == PageSize);
        return keys;
    }

    private async Task<List<string>> KeysAsync<T>(string stateName, Func<T, bool> wanted, CancellationToken stop)
        where T : class
    {
        var keys = new List<string>();
        await foreach (var state in states.ScanAsync<DurableState<T>>(stateName, stop))
        {
            if (state.State.Value is { } value && wanted(value))
            {
                keys.Add(state.Key);
            }
        }

        return keys;
    }

    private async Task ReconcileAsync(string kind, IEnumerable<string> keys, CancellationToken stop)
    {
        foreach (var key in keys)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await ReconcileAsync(kind, key);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One failing grain must not prevent the others from being reconciled; the next sweep tries again.
                LogReconcileFailed(kind, key, e);
            }
        }
    }

    private async Task ReconcileAsync(string kind, string key)
    {
        switch (kind)
        {
            case "attempt":
                await grains.GetGrain<IAttemptGrain>(key).CheckAlive();
                break;
            case "approval":
                await grains.GetGrain<IApprovalGrain>(key).Advance();
                break;
            case "task":
                await grains.GetGrain<ITaskGrain>(key).Advance();
                await grains.GetGrain<IKevGrain>(IKevGrain.Key).Reconcile(Contracts.Ids.TaskId.Parse(key));
                break;
            case "run":
                await grains.GetGrain<IRunGrain>(key).Advance();
                break;
        }
    }

    private async Task RouteAsync()
    {
        try
        {
            await grains.GetGrain<IKevGrain>(IKevGrain.Key).RouteReadyTasks();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogReconcileFailed("kev", IKevGrain.Key, e);
        }
    }
}
