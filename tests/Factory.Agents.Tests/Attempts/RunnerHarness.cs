using Factory.Agents.Tests.Loop;
using Factory.Agents.Tests.Runners;
using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Egress;
using Factory.Domain.Evidence;
using Factory.Domain.Health;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Factory.TestKit.Metering;
using Factory.TestKit.Time;
using Factory.Workspaces;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Agents.Tests.Attempts;

/// <summary>A runner registered as in the silo, with fakes around it and a manual clock.</summary>
internal sealed class RunnerHarness : IAsyncDisposable
{
    public static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    private readonly TemporaryFolder _data = new();
    private readonly ServiceProvider _services;

    public RunnerHarness(
        FactoryConfig? config = null,
        Action<AgentsOptions>? configure = null,
        bool unsandboxed = false,
        IMeter? meter = null,
        params string[] secrets)
    {
        Directory.CreateDirectory(Folder);
        Workspace = new FakeWorkspace(Folder);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new FactoryPaths(_data.FullName))
            .AddSingleton(config ?? Config)
            .AddSingleton<IGrainFactory>(Grains)
            .AddSingleton<IStorageHealth>(Store)
            .AddSingleton<IDiskUse>(Disk)
            .AddSingleton<IMeter>(meter ?? Meter)
            .AddSingleton<IVirtualKeyStore>(Meter)
            .AddSingleton<IAttemptServer>(new FakeAttemptServer())
            .AddSingleton<IEgressProxies>(new NoEgress())
            .AddSingleton<IModelSessions>(Model)
            .AddSingleton<IWorkingCopies>(Workspace)
            .AddSingleton<IEvidenceCollector>(Workspace)
            .AddSingleton<ISandbox>(Workspace)
            .AddSingleton(new SecretRedactor(secrets))
            .AddFactoryWorkspaces(o => o.Unsandboxed = unsandboxed)
            .AddFactoryAgents(configure)
            .AddFactoryAgents()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        Runner = _services.GetRequiredService<IAttemptRunner>();
    }

    public static FactoryConfig Config => Given.Config() with
    {
        Agents = [.. Given.Config().Agents.Select(a => a with { Tools = ToolNames.All })],
    };

    public ObservableTimeProvider Clock { get; } = new(Given.Now);

    public FakeGrains Grains { get; } = new();

    public FakeStorageHealth Store { get; } = new();

    public FakeDisk Disk { get; } = new();

    /// <summary>The meter, unless the test brings one.</summary>
    public FakeMeter Meter { get; } = new();

    public ScriptedModel Model { get; } = new();

    public FakeWorkspace Workspace { get; }

    public IAttemptRunner Runner { get; }

    public string Folder => _data.In("work");

    public string TranscriptText => File.ReadAllText(new FactoryPaths(_data.FullName).Transcript(Attempt));

    public IReadOnlyList<IHostedService> Hosted => [.. _services.GetServices<IHostedService>()];

    public static AttemptRequest Request(TaskSpec spec, string agent = "rex") => new(
        Attempt, TaskId.Parse("task-1"), 1, spec, Given.Assignment with { Agent = AgentId.Parse("agent-" + agent) }, [], null, []);

    public async Task<AttemptResult> RunAsync(AttemptRequest request)
    {
        Runner.Start(request);
        return await Grains.Attempt.Result;
    }

    public Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync() =>
        _services.GetRequiredService<ITranscriptReader>().ReadAsync(Attempt, 0, 1_000, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Hosted)
        {
            await service.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        }

        await _services.DisposeAsync();
        _data.Dispose();
    }
}
