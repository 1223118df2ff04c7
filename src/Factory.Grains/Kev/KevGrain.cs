using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
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
    [PersistentState(KevState.StateName, Stores.Factory)] IPersistentState<Durable<KevState>> state,
    IConfigSource config,
    IProviderAvailability providers,
    IProviderStanding standing,
    TimeProvider time) : Grain, IKevGrain, IStreamSubscriptionObserver
{
    private KevState Kev => state.State.Value ?? new KevState();

    private RoutingKnowledge Knowledge => new(standing, Kev.Routing);

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => WakeUpSubscription.Resume(handleFactory, about => Look(TaskId.Parse(about)));

    /// <inheritdoc/>
    public Task<KevStatus> Get() => Task.FromResult(Kev.ToView());

    /// <inheritdoc/>
    public async Task Look(TaskId task)
    {
        await See(task);
        await RouteWaiting();
    }

    /// <inheritdoc/>
    public async Task Route()
    {
        foreach (var task in Kev.Waiting.Concat(Kev.Active.Select(a => a.Task)).ToList())
        {
            await See(task);
        }

        await RouteWaiting();
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Pause()
    {
        if (!Kev.Paused)
        {
            await Commit(Kev with { Paused = true }, Event(EventTypes.FactoryPaused, "nothing new is started until: factory resume"));
        }

        return Kev.ToView();
    }

    /// <inheritdoc/>
    public async Task<KevStatus> Resume()
    {
        if (Kev.Paused)
        {
            await Commit(Kev with { Paused = false }, Event(EventTypes.FactoryResumed, "work goes on"));
            await Route();
        }

        return Kev.ToView();
    }

    /// <inheritdoc/>
    public async Task<KevStatus> StopAll()
    {
        await Pause();
        foreach (var work in Kev.Active)
        {
            if (await GrainFactory.GetGrain<ITaskGrain>(work.Task.Value).Get() is { Stage: TaskStage.InProgress } task)
            {
                await GrainFactory.GetGrain<IAttemptGrain>(task.Attempts[^1].Id.Value).Cancel("the operator stopped everything");
            }
        }

        return Kev.ToView();
    }

    /// <inheritdoc/>
    public Task<Reply<RoutingView>> Explain(string kind, AgentId? agent) =>
        Task.FromResult(RoutingExplainer.Explain(kind, agent, config.Current, providers.Providers, Kev.Active, Knowledge));

    /// <inheritdoc/>
    public async Task ConfigRead(string message, bool refused)
    {
        state.State.Set(Kev, [Event(refused ? EventTypes.ConfigRefused : EventTypes.ConfigReloaded, message)], []);
        await state.WriteStateAsync();
        if (!refused)
        {
            await Route();
        }
    }

    private async Task See(TaskId task)
    {
        if (await GrainFactory.GetGrain<ITaskGrain>(task.Value).Get() is { } view)
        {
            await Commit(Look(view));
        }
    }

    private async Task RouteWaiting()
    {
        if (Kev.Paused)
        {
            return;
        }

        foreach (var id in Kev.Waiting)
        {
            var grain = GrainFactory.GetGrain<ITaskGrain>(id.Value);
            if (await grain.Get() is not { Stage: TaskStage.Ready } task)
            {
                await See(id);
                continue;
            }

            var decision = RoutingPolicy.Choose(task, config.Current, providers.Providers, Kev.Active, Knowledge);
            var reply = decision switch
            {
                RoutingDecision.Chosen chosen => await grain.Assign(chosen.Assignment),
                RoutingDecision.Impossible impossible => await grain.Refuse(impossible.Problem),
                _ => null,
            };
            if (reply?.Value is { } moved)
            {
                var next = Look(moved);
                await Commit(decision is RoutingDecision.Chosen { ByExperience: { } explored } ? next with { Routing = next.Routing.Chosen(moved.Spec.Kind, explored) } : next);
            }
        }
    }

    private KevState Look(TaskView task) => Kev.Seen(task) with { Routing = Kev.Routing.Seen(task, config.Current) };

    private async Task Commit(KevState next, params FactoryEvent[] events)
    {
        if (next.Paused == Kev.Paused && next.Waiting.SequenceEqual(Kev.Waiting) && next.Active.SequenceEqual(Kev.Active) && ReferenceEquals(next.Routing, Kev.Routing))
        {
            return;
        }

        state.State.Set(next, events, []);
        await state.WriteStateAsync();
    }

    private FactoryEvent Event(string type, string message) => new(0, time.GetUtcNow(), type, IKevGrain.Key, null, null, message, EventData.Of());
}
