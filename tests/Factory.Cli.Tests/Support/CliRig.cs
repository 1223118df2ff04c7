using System.Text.Json;
using Factory.Cli.Services;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;
using Factory.Silo.Backups;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;
using Microsoft.Extensions.Hosting.Systemd;

namespace Factory.Cli.Tests.Support;

/// <summary>
/// The command with everything around it replaced: a folder of its own, text instead of a terminal, a silo that is a
/// fake.
/// </summary>
internal sealed class CliRig : IDisposable, IDataFolderMaintenance, ISystemd, ISystemdNotifier
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-cli-");
    private readonly CancellationTokenSource _interrupt = new();
    private FileStream? _lock;

    public string Data => Path.Combine(_folder.FullName, "data");

    public string Folder => _folder.FullName;

    public StringWriter Out { get; } = new() { NewLine = "\n" };

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public string Input { get; set; } = "";

    /// <summary>What is typed when nothing is shown.</summary>
    public string Typed { get; set; } = "";

    /// <summary>What a launch gives; null to refuse.</summary>
    public FakeApi? Silo { get; set; }

    /// <summary>Called before a silo is launched.</summary>
    public Action OnLaunch { get; set; } = () => { };

    public SiloOptions? Launched { get; private set; }

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What the service manager hears from a silo; null when there is none.</summary>
    public ISystemdNotifier? Notifier { get; set; }

    bool ISystemdNotifier.IsEnabled => false;

    public bool IsTerminal { get; set; }

    public bool CanAsk { get; set; }

    public bool IsRoot { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What systemctl answers to <c>is-active</c>.</summary>
    public string Active { get; set; } = "active";

    /// <summary>What systemctl ends with when it is given a command; 0 succeeds.</summary>
    public int SystemdExitCode { get; set; }

    /// <summary>What <c>factory clean</c> finds without a silo.</summary>
    public CleanReport Cleaned { get; set; } = new(false, [], [], 0);

    public IReadOnlyList<string> Program { get; set; } = ["/opt/factory/factory"];

    /// <summary>True when this machine has systemd.</summary>
    public bool IsRunning { get; set; }

    /// <summary>What systemd was told.</summary>
    public List<string> Controlled { get; } = [];

    public IReadOnlyList<string> ConfigProblems { get; set; } = [];

    public IReadOnlyList<DiscoveredItem> Found { get; set; } = [
        new("Git", true, "git version 2.39.5 (/usr/bin/git)"),
        new("Dotnet", true, "10"),
        new("Sandbox", false, "none")
    ];

    /// <summary>The coding CLIs of this machine.</summary>
    public FakeRunners Runners { get; } = new();

    /// <summary>Connection strings that a cluster was prepared with.</summary>
    public List<string> Clusters { get; } = [];

    public void Interrupt() => _interrupt.Cancel();

    /// <summary>
    /// Standard output as lines, without spaces at their ends, and with this folder shown as <c>~</c>.
    /// </summary>
    public string[] Lines() =>
        [.. Out.ToString().Replace(Folder, "~", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select(l => l.TrimEnd())];

    public Task<int> RunAsync(params string[] args) => FactoryCommand.RunAsync([.. args, "--data", Data], Environment());

    /// <summary>The tree of verbs.</summary>
    public System.CommandLine.RootCommand Tree() => FactoryCommand.Create(Environment());

    /// <summary>Without <c>--data</c> behind the arguments.</summary>
    public Task<int> RunExactlyAsync(params string[] args) => FactoryCommand.RunAsync(args, Environment());

    /// <summary>Every line of standard output, which must all be JSON objects.</summary>
    public IReadOnlyList<JsonElement> JsonLines() =>
        [.. Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Makes the data folder look as a silo that is up leaves it.</summary>
    public void PutUp(FakeApi silo)
    {
        PrivateFiles.CreateFolder(Data);
        _lock = new FileStream(Path.Combine(Data, SiloFile.LockName), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        File.WriteAllText(
            Path.Combine(Data, SiloFile.Name),
            JsonSerializer.Serialize(
                new SiloFile(System.Environment.ProcessId, silo.Url, "0.1.0", DateTimeOffset.UnixEpoch),
                FactoryJson.Options));
        File.WriteAllText(Path.Combine(Data, SiloFile.TokenName), FakeApi.AccessToken + "\n");
    }

    /// <summary>Makes the data folder look as a silo that was killed leaves it.</summary>
    public void Unlock() => _lock?.Dispose();

    /// <summary>The environment with other streams.</summary>
    public CliEnvironment EnvironmentOver(TextWriter output, TextWriter error) => Environment() with { Out = output, Error = error };

    private Task<IHostedSilo> StartAsync(SiloOptions request, CancellationToken cancellationToken)
    {
        Launched = request;
        OnLaunch();
        return Silo is null
            ? throw new FactoryException(ErrorCodes.ConfigInvalid, "no silo here", "correct it")
            : Task.FromResult<IHostedSilo>(Silo);
    }

    public string GetConfigFolder(SiloOptions options) => options.ConfigFolder ?? "/config";

    public IReadOnlyList<string> CheckConfig(SiloOptions options) => ConfigProblems;

    public Task<IReadOnlyList<DiscoveredItem>> DetectEnvironmentAsync(SiloOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(Found);

    public async IAsyncEnumerable<ModelPullProgress> PullModelAsync(
        string model,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new ModelPullProgress("pulling manifest", null, null);
        for (var there = 0; there <= 1_000; there++)
        {
            yield return new ModelPullProgress("pulling it", there * 1_000, 1_000_000);
        }

        yield return new ModelPullProgress("success", null, null);
    }

    public Task<int> RebuildIndexAsync(SiloOptions options, CancellationToken cancellationToken) => Task.FromResult(7);

    public Task<BackupResult> BackupAsync(SiloOptions options, string file, CancellationToken cancellationToken) =>
        Task.FromResult(new BackupResult(file, 2_500_000, 3));

    public Task<RestoreResult> RestoreAsync(SiloOptions options, string file, bool force, CancellationToken cancellationToken) =>
        Task.FromResult(new RestoreResult(
            options.DataFolder,
            DateTimeOffset.UnixEpoch,
            3,
            force ? options.DataFolder + ".before" : null,
            "/config"));

    public Task<ClusterInitReport> InitClusterAsync(string connectionString, CancellationToken cancellationToken)
    {
        Clusters.Add(connectionString);
        return Task.FromResult(new ClusterInitReport("factory at db:5432", Clusters.Count == 1 ? 3 : 0, Clusters.Count == 1 ? 9 : 0));
    }

    public Task<CleanReport> CleanAsync(SiloOptions options, CleanRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Cleaned with { DryRun = request.DryRun });

    public Task<(int ExitCode, string Output)> RunAsync(bool system, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Controlled.Add($"{(system ? "system" : "user")} {string.Join(' ', arguments)}");
        return Task.FromResult((SystemdExitCode, arguments[0] switch { "is-active" => Active, "is-enabled" => "enabled", _ => "" }));
    }

    /// <summary>Runs that lie in the data folder.</summary>
    public List<RunView> Stored { get; } = [];

    public Task<Page<RunView>> ListRunsAsync(SiloOptions options, RunStatus? status, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<RunView>([.. Stored], null));

    public Task<RunView> GetRunAsync(SiloOptions options, RunId id, CancellationToken cancellationToken) =>
        Task.FromResult(Stored.SingleOrDefault(r => r.Id == id)
            ?? throw new FactoryException(ErrorCodes.NotFound, $"There is no run {id}."));

    /// <summary>Tasks that lie in the data folder.</summary>
    public List<TaskView> StoredTasks { get; } = [];

    /// <summary>Approvals that lie in the data folder.</summary>
    public List<ApprovalView> StoredApprovals { get; } = [];

    public Task<Page<TaskView>> ListTasksAsync(
        SiloOptions options,
        RunId? run,
        TaskStage? stage,
        int limit,
        CancellationToken cancellationToken) =>
        Task.FromResult(new Page<TaskView>(
            [.. StoredTasks.Where(t => (run is null || t.Spec.Run == run) && (stage is null || t.Stage == stage)).Take(limit)],
            null));

    public Task<TaskView> GetTaskAsync(SiloOptions options, TaskId id, CancellationToken cancellationToken) =>
        Task.FromResult(StoredTasks.SingleOrDefault(t => t.Id == id)
            ?? throw new FactoryException(ErrorCodes.NotFound, $"There is no task {id}."));

    public Task<Page<ApprovalView>> ListApprovalsAsync(
        SiloOptions options,
        ApprovalStatus? status,
        int limit,
        CancellationToken cancellationToken) =>
        Task.FromResult(new Page<ApprovalView>([.. StoredApprovals.Where(a => status is null || a.Status == status).Take(limit)], null));

    /// <summary>What a change does, by its commit.</summary>
    public Dictionary<string, string> Diffs { get; } = [];

    public Task<string> ReadDiffAsync(SiloOptions options, ProductRef product, ChangeSet change, CancellationToken cancellationToken) =>
        Task.FromResult(Diffs[change.Commit!]);

    public TokenRotated RotateToken(SiloOptions options) => new(DateTimeOffset.UnixEpoch);

    void ISystemdNotifier.Notify(ServiceState state)
    {
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _interrupt.Dispose();
        _folder.Delete(recursive: true);
    }

    private CliEnvironment Environment() => new()
    {
        Out = Out,
        Error = Error,
        In = new StringReader(Input),
        ReadHiddenLine = () => Typed,
        IsTerminal = IsTerminal,
        CanAsk = CanAsk,
        GetEnvironmentVariable = name => Variables.GetValueOrDefault(name),
        Home = Path.Combine(_folder.FullName, "home"),
        WorkingDirectory = _folder.FullName,
        StartSilo = StartAsync,
        Maintenance = this,
        Runners = Runners,
        Program = Program,
        Systemd = this,
        Notifier = Notifier ?? this,
        IsRoot = IsRoot,
        Time = Time,
        Interrupt = _interrupt.Token,
    };
}
