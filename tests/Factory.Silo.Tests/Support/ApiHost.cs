using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Diagnostics;
using Factory.Contracts.Models;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Factory.Domain.Events;
using Factory.Domain.Health;
using Factory.Domain.Idempotency;
using Factory.Domain.Ids;
using Factory.Domain.Indexing;
using Factory.Domain.Ledger;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Repositories;
using Factory.Domain.Runs;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Factory.Silo.Access;
using Factory.Silo.Api;
using Factory.Silo.Diagnostics;
using Factory.Silo.Secrets;
using Factory.TestKit.Builders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Factory.Silo.Tests.Support;

/// <summary>The real API on a real Kestrel, over fake grains and ports in memory.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private ApiHost(
        WebApplication app,
        DirectoryInfo data,
        FakeGrains grains,
        MemoryEventLog events,
        MemoryIndex index,
        FakeRepositories repositories)
    {
        (_app, _data, Grains, Events, Index, Repositories) = (app, data, grains, events, index, repositories);
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Token = app.Services.GetRequiredService<AccessTokenStore>().Current.Value;
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Client = new FactoryClient(Url, Token);
    }

    public string Url { get; }

    public string Token { get; }

    public HttpClient Http { get; }

    public FactoryClient Client { get; }

    public FakeGrains Grains { get; }

    public MemoryEventLog Events { get; }

    public MemoryIndex Index { get; }

    public FakeRepositories Repositories { get; }

    public required FakeMoney Money { get; init; }

    public required MemoryIdempotencyStore Idempotency { get; init; }

    public required FakeProducts Products { get; init; }

    public SecretRedactor Redactor => _app.Services.GetRequiredService<SecretRedactor>();

    /// <summary>The endpoints as they are mapped.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Everything that is mapped.</summary>
    public IReadOnlyList<Surface> Surfaces => Surface.All(_app.Services);

    public string TokenPath => Path.Combine(_data.FullName, SiloFile.TokenName);

    public static async Task<ApiHost> StartAsync(
        TimeProvider? time = null,
        int port = 0,
        MemoryEventLog? events = null,
        string? token = null)
    {
        var data = Directory.CreateTempSubdirectory("factory-api-");
        if (token is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(data.FullName, SiloFile.TokenName), token);
        }

        var grains = CreateGrains();
        var money = new FakeMoney(grains);
        events ??= new MemoryEventLog();
        var index = new MemoryIndex();
        var repositories = new FakeRepositories(new FactoryPaths(data.FullName));
        var idempotency = new MemoryIdempotencyStore();
        var products = new FakeProducts();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<IGrainFactory>(grains)
            .AddSingleton<IEventLog>(events)
            .AddSingleton<IStateIndex>(index)
            .AddSingleton<IStorageHealth>(new FakeStorageHealth())
            .AddSingleton<IDiskUse>(new EmptyDisk())
            .AddSingleton<IIdempotencyStore>(idempotency)
            .AddSingleton<IDeployedProducts>(products)
            .AddSingleton<IProductRepositories>(repositories)
            .AddSingleton<IIdGenerator, UlidGenerator>()
            .AddSingleton<IDiscovery, FakeDiscovery>()
            .AddSingleton<IGrainStatistics, FakeGrainStatistics>()
            .AddSingleton<ITranscriptReader, FakeTranscripts>()
            .AddSingleton<IStateScanner>(new KevStates(grains))
            .AddSingleton(Substitute.For<IAttemptRunner>())
            .AddSingleton(new FactoryPaths(data.FullName))
            .AddSingleton(Config())
            .AddSingleton<ILedger>(money)
            .AddSingleton<IProviderAvailability>(money)
            .AddSingleton<IProviderHealth>(money)
            .AddSingleton<IRehearsal, FakeRehearsal>()
            .AddFactoryApi();
        AddSecrets(builder.Services, data);
        var app = builder.Build();
        app.MapFactoryApi();
        await app.StartAsync();
        return new ApiHost(app, data, grains, events, index, repositories)
        {
            Money = money,
            Idempotency = idempotency,
            Products = products,
        };
    }

    public FakeRun Run(string id) => (FakeRun)Grains.GetGrain<IRunGrain>(id);

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static void AddSecrets(IServiceCollection services, DirectoryInfo data)
    {
        var redactor = new SecretRedactor([]);
        services.AddSingleton(redactor).AddSingleton<ISecretStore>(
            new SecretStore(Path.Combine(data.FullName, "secrets.json"), Path.Combine(data.FullName, "keys"), redactor));
    }

    private static FakeGrains CreateGrains() => new FakeGrains()
        .Add<IRunGrain>(key => new FakeRun(key))
        .Add<ITaskGrain>(key => new FakeTask(key))
        .Add<IKevGrain>(_ => new FakeKev())
        .Add<IApprovalGrain>(key => new FakeApproval(key))
        .Add<IAttemptGrain>(key => new FakeAttempt(key));

    private static FactoryConfig Config() => new(
        [
            Given.Agent("rex"),
            Given.Agent("ann"),
            Given.Agent("scout", kinds: "research"),
            Given.Agent("hawk", kinds: "review"),
            Given.Agent("dot", kinds: "documentation")
        ],
        new ModelCatalogue([Given.Provider(models: Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap))]),
        [Given.Pipeline, new PipelineDefinition("fix", "Fixes one.", 3, [])],
        new FactoryPolicy(
            new ActionPolicy(new Dictionary<string, ApprovalTier>()),
            ReviewIndependence.Model,
            new Contracts.Metering.Usd(5),
            new Contracts.Metering.Usd(50),
            TimeSpan.FromDays(7),
            new Dictionary<string, KindPolicy>()));

    private sealed class FakeGrainStatistics : IGrainStatistics
    {
        public Task<GrainStatisticsView> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new GrainStatisticsView(
            DateTimeOffset.UnixEpoch, 12.5, 2,
            [new("TaskGrain", 3, 100, 12.5, 1, 15.2, null)],
            [new("task/task-1", "ITaskGrain.Advance", 1500, DateTimeOffset.UnixEpoch, true)],
            new(7, 21, 3, 5)));
    }

    private sealed class FakeDiscovery : IDiscovery
    {
        public Task<IReadOnlyList<DiscoveredItem>> GetAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<DiscoveredItem>>([
                new DiscoveredItem("git", true, "2.39"),
                new DiscoveredItem("OPENAI_API_KEY", false, "not set")
            ]);
    }
}
