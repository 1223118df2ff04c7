using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Contracts.Kev;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Outbox;
using Factory.Domain.Providers;
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
    [PersistentState(KevState.StateName, StorageNames.Factory)] IPersistentState<Durable<KevState>> state,
    IConfigSource config,
    IProviderAvailability providers,
    IProviderHealth standing,
    IStateIndex index,
    TimeProvider time,
    ILogger<KevGrain> log) : FactoryGrain(context, runtime), IKevGrain, IStreamSubscriptionObserver
{
    // How many of the oldest tasks of a kind are tried, and how many of the others in turn: one may need a model that only another provider has. More would cost a read each.
    private const int Lookahead = 8;

    private const int PageSize = 1_000;

    private readonly ReadyQueue _ready = new();

    // Kinds whose oldest tasks found no free agent or provider. Nothing changes that but a place that becomes free, another configuration, or time (the sweep).
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);

    // Commands that interleave with routing write the same state: one write after the other, or the second would lose the race of etags.
    private readonly SemaphoreSlim _writeLock = new(1);

    // A write failed after the state in memory had changed: the next one must not take "nothing changed" for "it is on disk".
    private bool _hasUnsavedState;

    // The operator stopped everything: nothing starts, and an attempt whose start was under way at that moment is stopped as soon as it is known.
    private bool _stopped;

    private KevState Kev => state.State.Value ?? new KevState();

    private bool MayStart => !Kev.Paused && !_stopped;

    private KevStatus Status => Kev.ToView(_ready.All);

    private RoutingKnowledge Knowledge => new(standing, Kev.Routing);

    /// <summary>Fills the queue from the index, which was committed together with the tasks.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var ready = new Stack<(TaskId Task, string Kind)>();
        string? before = null;
        do
        {
            // Newest first.
            var page = await index.ListAsync("task", null, ["ready"], before, PageSize, cancellationToken);
            foreach (var row in page)
            {
                if (await ReadAsync(row) is { } task)
                {
                    ready.Push((task.Id, task.Spec.Kind));
                }
            }

            before = page.Count == PageSize ? page[^1].Key : null;
        }
        while (before is not null);

        foreach (var (task, kind) in ready)
        {
            _ready.Add(task, kind);
        }
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => OutboxSubscription.Resume(handleFactory, about => Reconcile(TaskId.Parse(about)));

    /// <inheritdoc/>
    public Task<KevStatus> Get() => Task.FromResult(Status);

    /// <inheritdoc/>
    public async Task Reconcile(TaskId id)
    {
        if (await TaskOf(id).Get() is not { } task)
        {
            return;
        }

        var atWork = Kev.Active.Count;
        await Observe(task);
        if (Kev.Active.Count < atWork)
        {
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
        foreach (var work in Kev.Active)
        {
            if (await TaskOf(work.Task).Get() is { } task)
            {
                await Observe(task);
            }
        }

        await RouteAll();
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Pause()
    {
        await Commit(kev => kev.Paused ? kev : kev with { Paused = true }, Event(EventTypes.FactoryPaused, "nothing new is started until: factory resume"));
        return Status;
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Resume()
    {
        _stopped = false;
        if (Kev.Paused || _hasUnsavedState)
        {
            await Commit(kev => kev with { Paused = false }, Event(EventTypes.FactoryResumed, "work goes on"));
            await RouteReadyTasks();
        }

        return Status;
    }

    /// <inheritdoc/>
    public async Task<KevStatus> StopAll()
    {
        // First, and all of them: a full disk or one broken task must not let the others go on spending.
        _stopped = true;
        var failures = new List<Exception>();
        foreach (var work in Kev.Active)
        {
            try
            {
                if (await TaskOf(work.Task).Get() is { } task)
                {
                    await CancelAttempt(task);
                }
            }
            catch (Exception e)
            {
                LogStopFailed(work.Task, e);
                failures.Add(e);
            }
        }

        await Pause();
        return failures.Count == 0 ? Status : throw failures[0];
    }

    /// <inheritdoc/>
    public Task<Result<RoutingView>> ExplainRouting(string kind, AgentId? agent) =>
        Task.FromResult(RoutingExplainer.Explain(kind, agent, config.Current, providers.Providers, Kev.Active, Knowledge));

    /// <inheritdoc/>
    public async Task RecordConfigReload(string message, bool rejected)
    {
        await Commit(kev => kev with { }, Event(rejected ? EventTypes.ConfigRejected : EventTypes.ConfigReloaded, message));
        if (!rejected)
        {
            await RouteReadyTasks();
        }
    }

    /// <summary>Routes what can be routed now, the oldest of each kind first.</summary>
    /// <param name="seen">A task that was just read; null for none.</param>
    private async Task RouteAll(TaskView? seen = null)
    {
        _blocked.Clear();
        foreach (var kind in _ready.Kinds)
        {
            await RouteKind(kind, seen);
        }
    }

    /// <summary>A task that has become ready. Where its kind is blocked, the oldest still has the first claim: its provider may have come back silently.</summary>
    private async Task RouteNew(TaskView task)
    {
        var kind = task.Spec.Kind;
        if (!_blocked.Contains(kind) || (_ready.PeekOldest(kind, 1) is [var oldest] && oldest != task.Id && await TryReadAndRoute(oldest, kind)))
        {
            _blocked.Remove(kind);
            await RouteKind(kind, task);
        }
        else
        {
            await TryRoute(task, task.Id);
        }
    }

    /// <summary>Routes tasks of a kind until none that is tried can be: work follows what is assigned, not what waits.</summary>
    private async Task RouteKind(string kind, TaskView? seen)
    {
        for (var progress = true; progress && MayStart && !_blocked.Contains(kind);)
        {
            progress = false;
            var tried = _ready.PeekOldest(kind, Lookahead);
            foreach (var id in tried)
            {
                progress |= seen?.Id == id ? await TryRoute(seen, id) : await TryReadAndRoute(id, kind);
                seen = seen?.Id == id ? null : seen;
            }

            foreach (var id in progress ? [] : _ready.PeekNext(kind, Lookahead).Except(tried))
            {
                progress |= await TryReadAndRoute(id, kind);
            }

            if (!progress)
            {
                _blocked.Add(kind);
            }
        }
    }

    /// <summary>One broken task must not keep those behind it from being routed: it goes to the end, and the sweep comes back to it.</summary>
    private async Task<bool> TryReadAndRoute(TaskId id, string kind)
    {
        try
        {
            return await TryRoute(await TaskOf(id).Get(), id);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogRoutingFailed(id, e);
            _ready.Remove(id);
            _ready.Add(id, kind);
            return false;
        }
    }

    /// <summary>True when the task waits no longer.</summary>
    private async Task<bool> TryRoute(TaskView? task, TaskId id)
    {
        if (task is null)
        {
            _ready.Remove(id);
            return true;
        }

        if (task.Stage != TaskStage.Ready)
        {
            // It may be at work without our knowing: an assignment that was written, and whose answer was lost.
            await Observe(task);
            return true;
        }

        if (!MayStart)
        {
            return false;
        }

        var decision = RoutingPolicy.Choose(task, config.Current, providers.Providers, Kev.Active, Knowledge);
        var reply = decision switch
        {
            RoutingDecision.Chosen chosen => await TaskOf(id).Assign(chosen.Assignment),
            RoutingDecision.Unroutable impossible => await TaskOf(id).Fail(impossible.Problem),
            _ => null,
        };
        if (reply?.Value is not { } moved)
        {
            return false;
        }

        await Observe(moved, decision is RoutingDecision.Chosen { IsExploration: { } explored } ? explored : null);
        return true;
    }

    private async Task Observe(TaskView task, bool? explored = null)
    {
        if (task.Stage == TaskStage.Ready)
        {
            _ready.Add(task.Id, task.Spec.Kind);
        }
        else
        {
            _ready.Remove(task.Id);
        }

        await Commit(kev =>
        {
            var next = kev.Observe(task, config.Current);
            return explored is { } choice ? next with { Routing = next.Routing.AddChoice(task.Spec.Kind, choice) } : next;
        });
        if (_stopped)
        {
            await CancelAttempt(task);
        }
    }

    /// <summary>Writes the next state with its events; nothing when the change returns the state that it was given.</summary>
    private async Task Commit(Func<KevState, KevState> change, params FactoryEvent[] events)
    {
        await _writeLock.WaitAsync();
        try
        {
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

    private async Task CancelAttempt(TaskView task)
    {
        if (task.Stage == TaskStage.InProgress)
        {
            await GrainFactory.GetGrain<IAttemptGrain>(task.Attempts[^1].Id.Value).Cancel("the operator stopped everything");
        }
    }

    /// <summary>What a row of the index is about; null when neither the row nor the task can be read: the sweep comes back to it.</summary>
    private async Task<TaskView?> ReadAsync(IndexRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<TaskView>(row.View, FactoryJson.Options)!;
        }
        catch (JsonException)
        {
            // A view of an older program: the task itself knows better.
        }

        try
        {
            return await TaskOf(TaskId.Parse(row.Key)).Get();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogReadFailed(row.Key, e);
            return null;
        }
    }

    private ITaskGrain TaskOf(TaskId id) => GrainFactory.GetGrain<ITaskGrain>(id.Value);

    private FactoryEvent Event(string type, string message) => new(0, time.GetUtcNow(), type, IKevGrain.Key, null, null, message, EventData.Of());
}
