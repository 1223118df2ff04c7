using System.Text.Json;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Contracts.Kev;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Durability;
using Factory.Domain.Kev;
using Factory.Domain.Models;
using Factory.Domain.Routing;
using Orleans.Streams.Core;

namespace Factory.Grains.Kev;

/// <inheritdoc cref="IKevGrain"/>
[ImplicitStreamSubscription(WakeUps.Kev)]
[OnHomeSilo]
public sealed class KevGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(KevState.StateName, Stores.Factory)] IPersistentState<Durable<KevState>> state,
    IConfigSource config,
    IProviderAvailability providers,
    IProviderStanding standing,
    IStateIndex index,
    TimeProvider time) : FactoryGrain(context, runtime), IKevGrain, IStreamSubscriptionObserver
{
    // How many tasks of a kind are tried when the oldest cannot be routed: one may need a model that only another provider has. More would cost a read each.
    private const int Lookahead = 8;

    private const int PageSize = 1_000;

    private readonly ReadyQueue _ready = new();

    // Kinds whose oldest tasks found no free agent or provider. Nothing changes that but a place that becomes free, another configuration, or time (the sweep).
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);

    // Commands that interleave with routing write the same state: one write after the other, or the second would lose the race of etags.
    private readonly SemaphoreSlim _writing = new(1);

    // The operator stopped everything: an attempt whose start was under way at that moment is stopped as soon as it is known.
    private bool _stopped;

    private KevState Kev => state.State.Value ?? new KevState();

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
                var task = JsonSerializer.Deserialize<TaskView>(row.View, FactoryJson.Options)!;
                ready.Push((task.Id, task.Spec.Kind));
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
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => WakeUpSubscription.Resume(handleFactory, about => Look(TaskId.Parse(about)));

    /// <inheritdoc/>
    public Task<KevStatus> Get() => Task.FromResult(Status);

    /// <inheritdoc/>
    public async Task Look(TaskId id)
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
        else if (task.Stage == TaskStage.Ready && _blocked.Contains(task.Spec.Kind))
        {
            // The oldest wait, but this one may need a model that another provider has.
            await TryRoute(task, id);
        }
        else if (task.Stage == TaskStage.Ready)
        {
            await RouteKind(task.Spec.Kind, task);
        }
    }

    /// <inheritdoc/>
    public async Task Route()
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
        if (Kev.Paused)
        {
            await Commit(kev => kev with { Paused = false }, Event(EventTypes.FactoryResumed, "work goes on"));
            await Route();
        }

        return Status;
    }

    /// <inheritdoc/>
    public async Task<KevStatus> StopAll()
    {
        _stopped = true;
        await Pause();
        foreach (var work in Kev.Active)
        {
            if (await TaskOf(work.Task).Get() is { } task)
            {
                await StopWork(task);
            }
        }

        return Status;
    }

    /// <inheritdoc/>
    public Task<Reply<RoutingView>> Explain(string kind, AgentId? agent) =>
        Task.FromResult(RoutingExplainer.Explain(kind, agent, config.Current, providers.Providers, Kev.Active, Knowledge));

    /// <inheritdoc/>
    public async Task ConfigRead(string message, bool refused)
    {
        await Commit(kev => kev with { }, Event(refused ? EventTypes.ConfigRefused : EventTypes.ConfigReloaded, message));
        if (!refused)
        {
            await Route();
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

    /// <summary>Routes tasks of a kind until none of the oldest can be: work follows what is assigned, not what waits.</summary>
    private async Task RouteKind(string kind, TaskView? seen)
    {
        for (var progress = true; progress && !Kev.Paused && !_blocked.Contains(kind);)
        {
            progress = false;
            var oldest = _ready.Oldest(kind, Lookahead);
            foreach (var id in oldest)
            {
                progress |= await TryRoute(seen?.Id == id ? seen : await TaskOf(id).Get(), id);
                seen = seen?.Id == id ? null : seen;
            }

            if (!progress && oldest.Count > 0)
            {
                _blocked.Add(kind);
            }
        }
    }

    /// <summary>True when the task waits no longer.</summary>
    private async Task<bool> TryRoute(TaskView? task, TaskId id)
    {
        if (task is not { Stage: TaskStage.Ready })
        {
            _ready.Remove(id);
            return true;
        }

        if (Kev.Paused)
        {
            return false;
        }

        var decision = RoutingPolicy.Choose(task, config.Current, providers.Providers, Kev.Active, Knowledge);
        var reply = decision switch
        {
            RoutingDecision.Chosen chosen => await TaskOf(id).Assign(chosen.Assignment),
            RoutingDecision.Impossible impossible => await TaskOf(id).Refuse(impossible.Problem),
            _ => null,
        };
        if (reply?.Value is not { } moved)
        {
            return false;
        }

        await Observe(moved, decision is RoutingDecision.Chosen { ByExperience: { } explored } ? explored : null);
        if (_stopped)
        {
            await StopWork(moved);
        }

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
            return explored is { } choice ? next with { Routing = next.Routing.Chosen(task.Spec.Kind, choice) } : next;
        });
    }

    /// <summary>Writes the next state with its events; nothing when the change returns the state that it was given.</summary>
    private async Task Commit(Func<KevState, KevState> change, params FactoryEvent[] events)
    {
        await _writing.WaitAsync();
        try
        {
            var kev = Kev;
            if (change(kev) is var next && ReferenceEquals(next, kev))
            {
                return;
            }

            state.State.Set(next, events, []);
            await state.WriteStateAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task StopWork(TaskView task)
    {
        if (task.Stage == TaskStage.InProgress)
        {
            await GrainFactory.GetGrain<IAttemptGrain>(task.Attempts[^1].Id.Value).Cancel("the operator stopped everything");
        }
    }

    private ITaskGrain TaskOf(TaskId id) => GrainFactory.GetGrain<ITaskGrain>(id.Value);

    private FactoryEvent Event(string type, string message) => new(0, time.GetUtcNow(), type, IKevGrain.Key, null, null, message, EventData.Of());
}
