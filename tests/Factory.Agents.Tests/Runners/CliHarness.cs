using System.Text.Json;
using Factory.Agents.Runners;
using Factory.Agents.Tests.Attempts;
using Factory.Agents.Tests.Loop;
using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Egress;
using Factory.Domain.Health;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Repositories;
using Factory.Domain.Runners;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Factory.TestKit.Metering;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Agents.Tests.Runners;

/// <summary>
/// Whole attempts whose CLI is a shell script, with real git and a real sandbox. The test calls the factory's tools in
/// place of the script.
/// </summary>
/// <param name="configure">Adds or replaces services, the sandbox for example.</param>
internal sealed class CliHarness(Action<IServiceCollection>? configure = null) : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly FakeGrains _grains = new();
    private ServiceProvider? _services;

    public FakeMeter Meter { get; } = new();

    public ScriptedModel Model { get; } = new();

    public FactoryPaths Paths => new(_data.In("data"));

    public string Program => _data.In("programs/tool");

    public FakeTaskGrain Task => _grains.Task;

    public IAttemptRunner Runner => Service<IAttemptRunner>();

    public IAttemptTools Tools => Service<IAttemptTools>();

    /// <summary>Installs a CLI that is this script, and a product for it to work on.</summary>
    public async Task<AttemptRequest> PrepareAsync(string script, Func<RunnerDefinition, RunnerDefinition>? change = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        await File.WriteAllTextAsync(Program, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var none = new Dictionary<string, string>();
        var runner = new RunnerDefinition("tool", "tool", RunnerOutput.Codex, ["start"], ["resume", "${session}"], none, none, null);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Paths)
            .AddSingleton(ConfigWith(change is null ? runner : change(runner)))
            .AddSingleton<IGrainFactory>(_grains)
            .AddSingleton<IStorageHealth>(new FakeStorageHealth())
            .AddSingleton<IModelSessions>(Model)
            .AddSingleton<IMeter>(Meter)
            .AddSingleton<IVirtualKeyStore>(Meter)
            .AddSingleton<IAttemptServer>(new FakeAttemptServer())
            .AddSingleton<IEgressProxies>(new NoEgress())
            .AddSingleton(new RunnerPrograms(Paths, Path.GetDirectoryName(Program), home: null));
        configure?.Invoke(services);
        _services = services.AddFactoryAgents().BuildServiceProvider();
        var product = await Service<IProductRepositories>().CreateAsync(ProductId.Parse("product-1"), "tip", CancellationToken.None);
        return RunnerHarness.Request(Given.Spec() with { Product = product });
    }

    public async Task<AttemptResult> RunAsync(AttemptRequest request)
    {
        Runner.Start(request);
        return await _grains.Of(request.Attempt).Result;
    }

    /// <summary>Calls the factory's tool as the CLI would, and releases the script.</summary>
    public async Task SubmitAsync(AttemptId attempt, string result, string? whenFileExists = null)
    {
        await WaitForToolsAsync(attempt);
        await WaitForFileAsync(attempt, whenFileExists ?? "");
        var arguments = new { result = JsonDocument.Parse(result).RootElement };
        (await CallAsync(attempt, ToolNames.SubmitResult, arguments))!.IsError.ShouldBeFalse();
        await ReleaseAsync(attempt);
    }

    /// <summary>Creates the file that scripts wait for: <c>.git/submitted</c>.</summary>
    public Task ReleaseAsync(AttemptId attempt) =>
        File.WriteAllTextAsync(Path.Combine(FolderOf(attempt)!, ".git", "submitted"), "");

    /// <summary>Calls a tool as the CLI would.</summary>
    public Task<AttemptToolResult?> CallAsync(AttemptId attempt, string tool, object arguments) => Tools.CallAsync(
        attempt,
        tool,
        JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
        CancellationToken.None);

    public Task WaitForToolsAsync(AttemptId attempt) => UntilAsync(() => Tools.Find(attempt) is not null);

    public Task WaitForFileAsync(AttemptId attempt, string name) =>
        UntilAsync(() => FolderOf(attempt) is { } folder && Path.Exists(Path.Combine(folder, name)));

    public async Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync(AttemptId attempt)
    {
        var entries = new List<TranscriptEntry>();
        IReadOnlyList<TranscriptEntry> page;
        do
        {
            page = await Service<ITranscriptReader>().ReadAsync(attempt, entries.Count + 1, 10_000, CancellationToken.None);
            entries.AddRange(page);
        }
        while (page.Count > 0);

        return entries;
    }

    /// <summary>What the attempt's grain was told it is doing.</summary>
    public IReadOnlyList<string> ActionsOf(AttemptId attempt) => [.. _grains.Of(attempt).Reports.Select(r => r.LastAction)];

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        _data.Dispose();
    }

    private static FactoryConfig ConfigWith(RunnerDefinition runner) => RunnerHarness.Config with
    {
        Agents = [.. RunnerHarness.Config.Agents.Select(a => a with { Runners = [runner.Name] })],
        Catalogue = new ModelCatalogue([Given.Provider() with { TrustedCommands = true }]),
        Runners = [runner],
    };

    private T Service<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    private string? FolderOf(AttemptId attempt) =>
        _grains.Of(attempt).Reports.Select(r => r.WorkingCopy).FirstOrDefault(w => w is not null);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
