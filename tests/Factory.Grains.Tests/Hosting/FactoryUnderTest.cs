using System.Globalization;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Runs;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Factory.Domain.Events;
using Factory.Domain.Ids;
using Factory.Domain.Indexing;
using Factory.Domain.Keys;
using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Factory.Domain.Outbox;
using Factory.Domain.Providers;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Placement;
using Factory.Grains.Tests.Cluster;
using Factory.Storage;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;
using Factory.TestKit.Metering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Factory.Grains.Tests.Hosting;

/// <summary>
/// Real grains on a real silo with a real store; only the work itself is done by the test. Calls between grains must go
/// down:
/// <see cref="CallDirectionFilter"/>.
/// </summary>
internal sealed class FactoryUnderTest : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private FactoryUnderTest(InProcessTestCluster cluster, FakeAttemptRunner attempts, FakeDeliveryRunner deliveries)
    {
        _cluster = cluster;
        Attempts = attempts;
        Deliveries = deliveries;
    }

    public FakeAttemptRunner Attempts { get; }

    public FakeDeliveryRunner Deliveries { get; }

    /// <summary>What the silo logged as a warning or worse; part of the message of a wait that timed out.</summary>
    public required FakeLogCollector Log { get; init; }

    /// <summary>Signals of the grains that belong to the tests.</summary>
    public required Signals Signals { get; init; }

    public IOutboxPublisher Outbox => Service<IOutboxPublisher>();

    public IGrainFactory Grains => Service<IGrainFactory>();

    public FakeProviderHealth Health => Service<FakeProviderHealth>();

    public FakeMeter Meter => Service<FakeMeter>();

    /// <summary>The store of the grains' states, which can be made to fail.</summary>
    public UnreliableGrainStorage Store => (UnreliableGrainStorage)Home.ServiceProvider
        .GetRequiredKeyedService<IGrainStorage>(StorageNames.Factory);

    public IEventLog Events => Service<IEventLog>();

    public IStateScanner States => Service<IStateScanner>();

    public IStateIndex Index => Service<IStateIndex>();

    /// <summary>The silo whose data folder holds the state.</summary>
    public InProcessSiloHandle Home => _cluster.Silos[0];

    /// <summary>The silos.</summary>
    public InProcessTestCluster Cluster => _cluster;

    /// <param name="folder">Where the store is.</param>
    /// <param name="config">Null for the usual one.</param>
    /// <param name="time">The factory's clock; null for the real one.</param>
    /// <param name="others">
    /// The labels of silos beside the first, which has the store; a silo that is started later has those of the last.
    /// </param>
    public static async Task<FactoryUnderTest> StartAsync(
        string folder,
        FactoryConfig? config = null,
        TimeProvider? time = null,
        params IReadOnlyList<Dictionary<string, string>> others)
    {
        config ??= Given.Config();
        var log = new FakeLogCollector(Options.Create(new FakeLogCollectorOptions
        {
            FilteredLevels = { LogLevel.Warning, LogLevel.Error, LogLevel.Critical }
        }));
        var signals = new Signals();
        InProcessTestCluster? cluster = null;
        var attempts = new FakeAttemptRunner(() => cluster!.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>());
        var deliveries = new FakeDeliveryRunner(() => cluster!.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>());
        var builder = new InProcessTestClusterBuilder((short)(1 + others.Count)) { Options = { InitializeClientOnDeploy = false } };
        builder.ConfigureSiloHost((silo, host) =>
        {
            host.Logging.AddProvider(new FakeLoggerProvider(log));
            host.Services.PinOrleansClocks();
            host.Services.AddSingleton(signals);
            host.Services.AddSingleton(time ?? TimeProvider.System);
            if (IsHome(silo))
            {
                AddFactory(host.Services, folder, config, attempts, deliveries);
            }
        });
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddOutgoingGrainCallFilter<CallDirectionFilter>();
            silo.AddMemoryStreams(Domain.Outbox.OutboxStreams.StreamProvider, streams =>
            {
                streams.ConfigurePartitioning(1);
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent =>
                    agent.Configure(pulling => pulling.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10)));
            });
            silo.Services.AddPlacementFilter<PrimarySiloFilter, PrimarySiloDirector>(ServiceLifetime.Transient);
            silo.Services.AddPlacementFilter<OnGpuSilo, GpuSiloDirector>(ServiceLifetime.Transient);
            silo.UseSiloMetadata(IsHome(options)
                ? new() { [PrimarySilo.Label] = "true" }
                : others[Math.Min(NumberOf(options), others.Count) - 1]);
            if (IsHome(options))
            {
                silo.Services.AddFactoryGrains();
                silo.Services.AddFactoryOutbox();
            }
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
        await cluster.Silos[0].ServiceProvider.WaitForLabelsAsync();
        return new FactoryUnderTest(cluster, attempts, deliveries) { Log = log, Signals = signals };
    }

    /// <summary>Starts a run of the test pipeline.</summary>
    public async Task<RunId> StartRunAsync()
    {
        var run = Service<IIdGenerator>().New<RunId>();
        var reply = await Grains.GetGrain<IRunGrain>(run.Value).Start(Given.Start, Given.Product);
        reply.Problem.ShouldBeNull();
        return run;
    }

    /// <summary>
    /// Waits until the run meets the condition. Events wake it, so that it neither sleeps nor misses a state.
    /// </summary>
    public async Task<RunView> RunAsync(RunId run, string what, Func<RunView, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var last = await Events.GetLastSeqAsync(limit.Token);
            var view = await Grains.GetGrain<IRunGrain>(run.Value).Get();
            if (view is not null && condition(view))
            {
                return view;
            }

            try
            {
                await Events.WaitAsync(last, limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The run did not reach: {what}. It is {view?.Status}: " +
                    $"{string.Join(", ", view?.Stages.Select(s => $"{s.Name} {s.Status} {s.Outcome}") ?? [])}\n{string.Join('\n', Log.GetSnapshot())}");
            }
        }
    }

    /// <summary>Waits until an attempt has ended in the log.</summary>
    public async Task AttemptEndedAsync(AttemptId attempt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (long last = 0; ;)
        {
            var events = await Events.ReadAsync(last, 1000, null, limit.Token);
            if (events.Any(e => e.Type == EventTypes.AttemptEnded && e.Subject == attempt.Value))
            {
                return;
            }

            last = events.Count > 0 ? events[^1].Seq : last;
            await Events.WaitAsync(last, limit.Token);
        }
    }

    /// <summary>The version of a grain's stored state: it differs after each write.</summary>
    public async Task<string> EtagAsync<T>(string stateName, string key)
        where T : class
    {
        var state = new GrainState<DurableState<T>>();
        var store = Home.ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StorageNames.Factory);
        await store.ReadStateAsync(stateName, GrainId.Create(stateName, key), state);
        return state.ETag!;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private T Service<T>()
        where T : notnull => Home.ServiceProvider.GetRequiredService<T>();

    // Silos are named Silo_0, Silo_1 …
    private static int NumberOf(InProcessTestSiloSpecificOptions silo) =>
        int.Parse(silo.SiloName.Split('_')[^1], CultureInfo.InvariantCulture);

    private static bool IsHome(InProcessTestSiloSpecificOptions silo) => NumberOf(silo) == 0;

    private static void AddFactory(
        IServiceCollection services,
        string folder,
        FactoryConfig config,
        FakeAttemptRunner attempts,
        FakeDeliveryRunner deliveries)
    {
        services.AddSingleton<IConfigSource>(new StaticConfigSource(config));
        services.AddSingleton(new FactoryPaths(folder));
        services.AddSingleton<IIdGenerator, UlidGenerator>();
        services.AddSingleton<IAttemptRunner>(attempts);
        services.AddSingleton<IDeliveryRunner>(deliveries);
        services.AddSingleton<IProviderAvailability>(new EveryProvider(config));
        services.AddSingleton<FakeMeter>();
        services.AddSingleton<IMeter>(s => s.GetRequiredService<FakeMeter>());
        services.AddSingleton<IVirtualKeyStore>(s => s.GetRequiredService<FakeMeter>());
        services.AddSingleton<INamedKeyRegistry>(s => s.GetRequiredService<FakeMeter>());
        services.AddSingleton<FakeProviderHealth>();
        services.AddSingleton<IProviderHealth>(s => s.GetRequiredService<FakeProviderHealth>());
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Factory,
            static (s, _) => new UnreliableGrainStorage(s.GetRequiredService<IGrainStorage>()));
        services.AddFactoryStorage(storage =>
        {
            storage.DatabasePath = Path.Combine(folder, "factory.db");
            storage.States.Register<DurableState<RunState>>(RunState.StateName).Register<DurableState<TaskState>>(TaskState.StateName)
                .Register<DurableState<AttemptState>>(AttemptState.StateName).Register<DurableState<ApprovalState>>(ApprovalState.StateName);
        });
    }

    private sealed class EveryProvider(FactoryConfig config) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers { get; } = [.. config.Catalogue.Providers.Select(p =>
            new ProviderAvailability(p, true, "there"))];
    }
}
