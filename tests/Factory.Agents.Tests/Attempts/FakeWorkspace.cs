using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Evidence;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;

namespace Factory.Agents.Tests.Attempts;

/// <summary>Working copies in a temporary folder, committed without git, with scripted evidence and commands.</summary>
internal sealed class FakeWorkspace(string folder) : IWorkingCopies, IEvidenceCollector, ISandbox
{
    public string? OpenedAt { get; private set; }

    public List<string> Committed { get; } = [];

    public CommitTrailers? Trailers { get; private set; }

    public EvidenceReport Evidence { get; set; } = Given.Evidence();

    public string? EvidenceBase { get; private set; }

    public bool IsIsolated { get; set; } = true;

    public string Description => "fake";

    public List<SandboxedCommand> Commands { get; } = [];

    public Func<SandboxedCommand, CancellationToken, Task<CommandResult>> Run { get; set; } =
        (_, _) => Task.FromResult(new CommandResult(0, "ok", false, false, TimeSpan.Zero));

    public Task<WorkingCopy> OpenAsync(AttemptId attempt, ProductRef product, string? startFrom, CancellationToken cancellationToken)
    {
        OpenedAt = startFrom ?? product.Branch;
        return Task.FromResult(new WorkingCopy(attempt, folder, $"factory/{attempt}", "c0", product, ["/srv/objects"]));
    }

    public Task<ChangeSet?> CommitAsync(WorkingCopy copy, string message, CommitTrailers trailers, CancellationToken cancellationToken)
    {
        Committed.Add(message);
        Trailers = trailers;
        var files = Directory.GetFiles(copy.Folder, "*", SearchOption.AllDirectories).Length;
        return Task.FromResult(files == 0 ? null : new ChangeSet("from git", [], "c1", "c0", copy.Branch, files, 3, 0));
    }

    /// <summary>The work that a working copy starts with.</summary>
    public ChangeSet? EarlierWork { get; set; }

    public Task<ChangeSet?> TakeStartAsync(WorkingCopy copy, CancellationToken cancellationToken) => Task.FromResult(EarlierWork);

    /// <summary>The attempts whose working copies were discarded, and whether their work was to be saved.</summary>
    public List<(AttemptId Attempt, bool Saves)> Discarded { get; } = [];

    public Task<IReadOnlyList<string>> DiscardAsync(AttemptId attempt, CommitTrailers? trailers, CancellationToken cancellationToken)
    {
        Discarded.Add((attempt, trailers is not null));
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public async Task<EvidenceReport> CollectAsync(
        ProductRef product,
        string commit,
        string? baseCommit,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        EvidenceBase = baseCommit;
        await report("running test: make test");
        return Evidence with { Commit = commit };
    }

    public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command);
        return Run(command, cancellationToken);
    }

    public ISandboxedProcess Start(SandboxedCommand command) => throw new NotSupportedException();

    public ISandboxedProcess? Adopt(SandboxedCommand command) => null;

    public IReadOnlyList<string> FindSurvivors(string prefix) => [];
}
