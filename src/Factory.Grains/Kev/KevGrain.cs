using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Kev;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Events;
using Factory.Domain.Kev;
using Factory.Domain.Outbox;
using Factory.Domain.Routing;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Streams.Core;

namespace Factory.Grains.Kev;

/// <inheritdoc cref="IKevGrain"/>
[ImplicitStreamSubscription(OutboxStreams.Kev)]
[PrimarySiloPlacement]
public sealed partial class KevGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(KevState.StateName, StorageNames.Factory)] IPersistentState<DurableState<KevState>> state,
    KevRouting router,
    ReadyTaskReader readyTasks,
    TimeProvider time,
    ILogger<KevGrain> log) : FactoryGrain(context, runtime), IKevGrain, IStreamSubscriptionObserver
{
    // How many of a kind's oldest tasks are tried, and how many of the others in turn: a task behind the oldest may
    // need a model that only another provider has. Each costs a grain call, so that trying all would make a pass as
    // slow as the queue is long.
    private const int Lookahead = 8;

    private readonly ReadyQueue _ready = new();

    // Kinds whose oldest tasks found no free agent or provider. Only a freed place, another configuration, or time (the
    // sweep) changes that: until then a new task of the kind is not worth trying the oldest ones again.
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);

    // Why the task of a kind that was tried last waits, for the operator; by kind.
    private readonly Dictionary<string, string> _deferrals = new(StringComparer.Ordinal);

    // Commands that interleave with routing write the same state. One write at a time: of two at once the second has
    // the old etag and fails.
    private readonly SemaphoreSlim _writeLock = new(1);

    // A write failed after the state in memory had changed: the next commit must write even if it changes nothing
    // itself, or memory and disk would differ until the next real change.
    private bool _hasUnsavedState;

    // Set by StopAll, in memory only: Paused alone does not stop an attempt whose start was under way at that moment. A
    // restart stops all attempts anyway, and Paused is on disk.
    private bool _isStopped;

    private KevState Kev => state.State.Value ?? new KevState();

    private bool CanStart => !Kev.Paused && !_isStopped;

    private KevStatus Status => Kev.ToView(_ready.All);

    /// <summary>Fills the queue, which is kept in memory only, from the index.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var task in await readyTasks.ReadAsync(cancellationToken))
        {
            _ready.Add(task);
        }
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        OutboxSubscription.Resume(handleFactory, subject => Reconcile(TaskId.Parse(subject)));

    /// <inheritdoc/>
    public Task<KevStatus> Get() => Task.FromResult(Status);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TaskId, WaitView>> GetWaits(IReadOnlyList<TaskId> tasks) =>
        Task.FromResult<IReadOnlyDictionary<TaskId, WaitView>>(_ready.PositionsOf(tasks).ToDictionary(
            position => position.Task,
            position => WaitRules.Describe(!CanStart, position.Before, _deferrals.GetValueOrDefault(position.Kind))));

    /// <inheritdoc/>
    public async Task Reconcile(TaskId id)
    {
        if (await TaskOf(id).Get() is not { } task)
        {
            return;
        }

        var activeBefore = Kev.Active.Count;
        await Observe(task);
        if (Kev.Active.Count < activeBefore)
        {
            // A place became free: any kind may have waited for its agent or its provider.
            await RouteAll(task);
        }
        else if (task.Stage == TaskStage.Ready)
        {
            await RouteNew(task);
        }
    }

    /// <inheritdoc/>
    public async Task RouteReadyTasks()
    {
        foreach (var active in Kev.Active)
        {
            if (await TaskOf(active.Task).Get() is { } task)
            {
                await Observe(task);
            }
        }

        await RouteAll();
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Pause()
    {
        await Commit(
            kev => kev.Paused ? kev : kev with { Paused = true },
            Event(EventTypes.FactoryPaused, "nothing new is started until: factory resume"));
        return Status;
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Resume()
    {
        _isStopped = false;
        if (Kev.Paused || _hasUnsavedState)
        {
            await Commit(kev => kev.Paused ? kev with { Paused = false } : kev, Event(EventTypes.FactoryResumed, "work goes on"));
            await RouteReadyTasks();
        }

        return Status;
    }

    /// <inheritdoc/>
    public async Task<KevStatus> StopAll()
    {
        // Before the pause is written, and all tasks at once: neither a full disk nor one broken or busy task must let the
        // others go on spending.
        _isStopped = true;
        var failures = await Task.WhenAll(Kev.Active.Select(active => TryStop(active.Task)));
        await Pause();
        return failures.OfType<Exception>().FirstOrDefault() is { } failure ? throw failure : Status;
    }

    /// <inheritdoc/>
    public Task<Result<RoutingView>> ExplainRouting(string kind, AgentId? agent) => Task.FromResult(router.Explain(kind, agent, Kev));

    /// <inheritdoc/>
    public async Task RecordConfigReload(string message, bool rejected)
    {
        // A new object, or the commit would take it for no change and leave the event out.
        await Commit(kev => kev with { }, Event(rejected ? EventTypes.ConfigRejected : EventTypes.ConfigReloaded, message));
        if (!rejected)
        {
            await RouteReadyTasks();
        }
    }

    /// <inheritdoc/>
    public Task RecordProductEvent(string type, string product, string message) =>
        Commit(kev => kev with { }, Event(type, message) with { Subject = product });

    /// <summary>Routes what can be routed now, the oldest run's tasks first.</summary>
    /// <param name="current">A task that was just read and need not be read again; null for none.</param>
    private async Task RouteAll(TaskView? current = null)
    {
        _blocked.Clear();
        // After each task the order is determined again: kinds share their providers, and a whole kind at once would take the
        // place of another kind's task that has waited longer.
        while (CanStart && _ready.Kinds.FirstOrDefault(kind => !_blocked.Contains(kind)) is { } next)
        {
            current = await RouteNext(next, current);
        }
    }

    /// <summary>
    /// Routes a task that has become ready. Where its kind is blocked, the oldest comes first: its provider may have
    /// recovered.
    /// </summary>
    private async Task RouteNew(TaskView task)
    {
        var kind = task.Spec.Kind;
        if (!_blocked.Contains(kind)
            || (_ready.PeekOldest(kind, 1) is [var oldest] && oldest != task.Id && await TryReadAndRoute(oldest)))
        {
            _blocked.Remove(kind);
            await RouteKind(kind, task);
        }
        else
        {
            await TryRoute(task, task.Id);
        }
    }

    /// <summary>
    /// Routes tasks of a kind until none that is tried can be: the work grows with what is assigned, not with what
    /// waits.
    /// </summary>
    private async Task RouteKind(string kind, TaskView? current)
    {
        while (CanStart && !_blocked.Contains(kind))
        {
            current = await RouteNext(kind, current);
        }
    }

    /// <summary>Routes the first task of a kind that can be; blocks the kind when none of those that are tried can.</summary>
    /// <returns>The task that was just read, unless it was used: after that it may have changed.</returns>
    private async Task<TaskView?> RouteNext(string kind, TaskView? current)
    {
        var oldest = _ready.PeekOldest(kind, Lookahead);
        foreach (var id in oldest)
        {
            var known = current?.Id == id ? current : null;
            current = known is null ? current : null;
            if (known is null ? await TryReadAndRoute(id) : await TryRoute(known, id))
            {
                return current;
            }
        }

        // The next window of those behind: without it, eight tasks that wait for a provider of their own would block
        // their kind.
        var progress = false;
        foreach (var id in _ready.PeekNext(kind, Lookahead).Except(oldest))
        {
            progress |= await TryReadAndRoute(id);
        }

        if (!progress)
        {
            _blocked.Add(kind);
        }

        return current;
    }

    /// <summary>
    /// Reads and routes a task; a broken one goes to the end of its kind, where the sweep comes back to it.
    /// </summary>
    private async Task<bool> TryReadAndRoute(TaskId id)
    {
        try
        {
            return await TryRoute(await TaskOf(id).Get(), id);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Where it stood it would take a place in the window of those that are tried, and eight of them would block
            // their kind.
            LogRoutingFailed(id, e);
            _ready.MoveToEnd(id);
            return false;
        }
    }

    /// <summary>Routes a task; true when it does not wait any more.</summary>
    private async Task<bool> TryRoute(TaskView? task, TaskId id)
    {
        if (task is null)
        {
            _ready.Remove(id);
            return true;
        }

        if (task.Stage != TaskStage.Ready)
        {
            // An assignment that was committed while its reply was lost: the task is active, but not in this state yet.
            await Observe(task);
            return true;
        }

        if (!CanStart)
        {
            return false;
        }

        var decision = router.Choose(task, Kev);
        if (decision is RoutingDecision.Deferred { Reason: var reason })
        {
            _deferrals[task.Spec.Kind] = reason;
        }
        else
        {
            _deferrals.Remove(task.Spec.Kind);
        }

        var reply = decision switch
        {
            RoutingDecision.Chosen chosen => await TaskOf(id).Assign(chosen.Assignment),
            RoutingDecision.Unroutable unroutable => await TaskOf(id).Fail(unroutable.Problem),
            _ => null,
        };
        if (reply?.Value is not { } moved)
        {
            return false;
        }

        await Observe(moved, decision is RoutingDecision.Chosen { IsExploration: { } isExploration } ? isExploration : null);
        return true;
    }

    /// <summary>Takes a task as it is now into the queue and the state.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isExploration">Whether its model was chosen to learn; null when nothing was chosen or learning is
    /// off.</param>
    private async Task Observe(TaskView task, bool? isExploration = null)
    {
        if (task.Stage == TaskStage.Ready)
        {
            _ready.Add(task);
        }
        else
        {
            _ready.Remove(task.Id);
        }

        await Commit(kev =>
        {
            var next = router.Observe(kev, task);
            return isExploration is { } explored ? next with { Routing = next.Routing.AddChoice(task.Spec.Kind, explored) } : next;
        });
        if (_isStopped)
        {
            // StopAll interleaved with the start of this attempt and could not see it.
            await CancelAttempt(task);
        }
    }

    /// <summary>
    /// Writes the next state with its events; nothing when the change returns the state that it was given.
    /// </summary>
    private async Task Commit(Func<KevState, KevState> change, params FactoryEvent[] events)
    {
        await _writeLock.WaitAsync();
        try
        {
            // Read after the lock was taken: a command that interleaved may have replaced the state.
            var kev = Kev;
            if (change(kev) is var next && ReferenceEquals(next, kev) && !_hasUnsavedState)
            {
                return;
            }

            state.State.Stage(next, ReferenceEquals(next, kev) ? [] : events, []);
            _hasUnsavedState = true;
            await state.WriteStateAsync();
            _hasUnsavedState = false;
        }
        finally
        {
            _writeLock.Release();
        }
    }

    private async Task<Exception?> TryStop(TaskId id)
    {
        try
        {
            if (await TaskOf(id).Get() is { } task)
            {
                await CancelAttempt(task);
            }

            return null;
        }
        catch (Exception e)
        {
            LogStopFailed(id, e);
            return e;
        }
    }

    private async Task CancelAttempt(TaskView task)
    {
        if (task.Stage == TaskStage.InProgress)
        {
            await GrainFactory.GetGrain<IAttemptGrain>(task.Attempts[^1].Id.Value).Cancel("the operator stopped everything");
        }
    }

    private ITaskGrain TaskOf(TaskId id) => GrainFactory.GetGrain<ITaskGrain>(id.Value);

    private FactoryEvent Event(string type, string message) =>
        new(0, time.GetUtcNow(), type, IKevGrain.Key, null, null, message, EventData.Of());
}
