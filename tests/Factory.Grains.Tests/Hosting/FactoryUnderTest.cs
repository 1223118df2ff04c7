using System.Net;
using System.Net.Sockets;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Runs;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Delivery;
using Factory.Domain.Durability;
using Factory.Domain.Ids;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Runs;
using Factory.Domain.Tasks;
using Factory.Grains.Placement;
using Factory.Grains.Waking;
using Factory.Storage;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;
using Factory.TestKit.Money;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Streams;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Real grains on a real silo with a real store; only the work itself is played by the test.</summary>
internal sealed class FactoryUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private FactoryUnderTest(IHost host, FakeAttemptRunner attempts, FakeDeliveryRunner deliveries)
    {
        _host = host;
        Attempts = attempts;
        Deliveries = deliveries;
    }

    public FakeAttemptRunner Attempts { get; }

    public FakeDeliveryRunner Deliveries { get; }

    /// <summary>What the grains' host complained about; shown when a test waits in vain.</summary>
    public required Warnings Warnings { get; init; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public FakeMeter Meter => _host.Services.GetRequiredService<FakeMeter>();

    public IEventLog Events => _host.Services.GetRequiredService<IEventLog>();

    public IStateScan States => _host.Services.GetRequiredService<IStateScan>();

    public IStateIndex Index => _host.Services.GetRequiredService<IStateIndex>();

    public static async Task<FactoryUnderTest> StartAsync(string folder, FactoryConfig? config = null, TimeProvider? time = null)
    {
        IHost? host = null;
        var attempts = new FakeAttemptRunner(() => host!.Services.GetRequiredService<IGrainFactory>());
        var deliveries = new FakeDeliveryRunner(() => host!.Services.GetRequiredService<IGrainFactory>());
        config ??= Given.Config();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var warnings = new Warnings();
        builder.Logging.AddProvider(warnings);
        builder.Services.AddSingleton<IConfigSource>(new FixedConfig(config));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IIdSource, TimeOrderedIds>();
        builder.Services.AddSingleton<IAttemptRunner>(attempts);
        builder.Services.AddSingleton<IDeliveryRunner>(deliveries);
        builder.Services.AddSingleton<IProviderAvailability>(new EveryProvider(config));
        builder.Services.AddSingleton<FakeMeter>();
        builder.Services.AddSingleton<IMeter>(s => s.GetRequiredService<FakeMeter>());
        builder.Services.AddSingleton<IKeyRing>(s => s.GetRequiredService<FakeMeter>());
        builder.Services.AddSingleton<INamedKeys>(s => s.GetRequiredService<FakeMeter>());
        builder.Services.AddSingleton<IProviderStanding, UnknownStanding>();
        builder.Services.AddFactoryStorage(storage =>
        {
            storage.DatabasePath = Path.Combine(folder, "factory.db");
            storage.States.Register<Durable<RunState>>(RunState.StateName).Register<Durable<TaskState>>(TaskState.StateName)
                .Register<Durable<AttemptState>>(AttemptState.StateName).Register<Durable<ApprovalState>>(ApprovalState.StateName);
        });
        builder.Services.AddPlacementFilter<OnHomeSilo, OnlySiloDirector>(ServiceLifetime.Transient);
        builder.Services.PinOrleansClocks();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            silo.AddMemoryStreams(WakeUps.Provider, streams =>
            {
                streams.ConfigurePartitioning(1);
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10)));
            });
        });
        builder.Services.AddSingleton<IWakeUpPublisher, StreamWakeUps>();
        builder.Services.AddFactoryWakeUps();
        host = builder.Build();
        await host.StartAsync();
        return new FactoryUnderTest(host, attempts, deliveries) { Warnings = warnings };
    }

    /// <summary>Starts a run of the test pipeline.</summary>
    public async Task<RunId> StartRunAsync()
    {
        var run = _host.Services.GetRequiredService<IIdSource>().New<RunId>();
        var reply = await Grains.GetGrain<IRunGrain>(run.Value).Start(Given.Start, Given.Product);
        reply.Problem.ShouldBeNull();
        return run;
    }

    /// <summary>Waits for the run to look like this; woken by events, so it neither sleeps nor misses anything.</summary>
    public async Task<RunView> RunAsync(RunId run, string what, Func<RunView, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var last = await Events.GetLastSeqAsync(limit.Token);
            var view = await Grains.GetGrain<IRunGrain>(run.Value).Get();
            if (view is not null && wanted(view))
            {
                return view;
            }

            try
            {
                await Events.WaitAsync(last, limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The run never came to: {what}. It is {view?.Status}: {string.Join(", ", view?.Stages.Select(s => $"{s.Name} {s.Status} {s.Outcome}") ?? [])}\n{Warnings}");
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

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class EveryProvider(FactoryConfig config) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers { get; } = [.. config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))];
    }
}
