using Factory.Benchmarks.Support;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Factory.Domain.Ids;
using Factory.Domain.Keys;
using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Factory.Domain.Outbox;
using Factory.Domain.Providers;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Placement;
using Factory.Storage;
using Factory.TestKit.Builders;
using Factory.TestKit.Metering;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Streams;

namespace Factory.Benchmarks.Lifecycle;

/// <summary>The factory's own grains and store, with agents and deliveries that do nothing.</summary>
internal static class LifecycleSilo
{
    public static Task<BenchSilo> StartAsync(string database, int tasksAtOnce)
    {
        var config = Given.Config(
            agents: [Given.Agent(parallelism: Math.Max(1, tasksAtOnce))],
            providers: [Given.Provider(concurrency: tasksAtOnce)]);
        return BenchSilo.StartAsync(
            services =>
            {
                services.AddSingleton<IConfigSource>(new StaticConfigSource(config));
                services.AddSingleton(new FactoryPaths(Path.GetDirectoryName(database)!));
                services.AddSingleton<IIdGenerator, UlidGenerator>();
                services.AddSingleton<IAttemptRunner, NoOpAttempts>();
                services.AddSingleton<NoOpDeliveries>();
                services.AddSingleton<IDeliveryRunner>(s => s.GetRequiredService<NoOpDeliveries>());
                services.AddSingleton<IProviderAvailability>(new AllAvailable(config));
                services.AddSingleton<IProviderHealth, UnknownHealth>();
                services.AddSingleton<FakeMeter>();
                services.AddSingleton<IMeter>(s => s.GetRequiredService<FakeMeter>());
                services.AddSingleton<IVirtualKeyStore>(s => s.GetRequiredService<FakeMeter>());
                services.AddSingleton<INamedKeyRegistry>(s => s.GetRequiredService<FakeMeter>());
                services.AddFactoryStorage(options =>
                {
                    options.DatabasePath = database;
                    options.States.Register<DurableState<TaskState>>(TaskState.StateName)
                        .Register<DurableState<AttemptState>>(AttemptState.StateName);
                });
            },
            silo =>
            {
                silo.AddMemoryStreams(OutboxStreams.StreamProvider, streams =>
                {
                    streams.ConfigurePartitioning(1);
                    streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                    streams.ConfigurePullingAgent(agent =>
                        agent.Configure(options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10)));
                });
                silo.Services.AddPlacementFilter<PrimarySiloFilter, SingleSiloDirector>(ServiceLifetime.Transient);
                silo.Services.AddFactoryGrains();
                silo.Services.AddFactoryOutbox();
            });
    }

    /// <summary>Takes a task from its opening to done.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise.</exception>
    public static async Task LiveAsync(this BenchSilo silo)
    {
        var task = silo.Service<IIdGenerator>().New<Contracts.Ids.TaskId>();
        var end = silo.Service<NoOpDeliveries>().EndOf(task);
        await silo.Grains.GetGrain<ITaskGrain>(task.Value)
            .Open(Given.Spec(reviewed: true, action: Given.Merge) with { Run = null, RunStage = null });
        if (await end != TaskStage.Done)
        {
            throw new InvalidOperationException($"Task {task} ended as {await end}.");
        }
    }

    private sealed class AllAvailable(FactoryConfig config) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers { get; } = [.. config.Catalogue.Providers.Select(provider =>
            new ProviderAvailability(provider, true, "there"))];
    }
}
