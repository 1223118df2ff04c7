using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Tests.Repositories;

/// <summary>Folders, for example from an archive, whose <c>.git</c> makes git work on a repository of somebody else.</summary>
public sealed class HostileRepositoryTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    public async Task RegisterAsync_WorkTreeOfAnotherRepository_IsRefused(string git)
    {
        var victim = NewVictim();
        var evil = git == "file" ? MakeSubmoduleThatPointsTo(victim) : MakeRepositoryThatPointsTo(victim);

        // Control: git itself takes the victim's files for those of the folder.
        WorkspaceFixture.RunGit(evil, "rev-parse", "--show-toplevel").ShouldBe(victim);
        var error = await Should.ThrowAsync<FactoryException>(() => RegisterAsync(evil));

        error.Code.ShouldBe(ErrorCodes.RepositoryInvalid);
    }

    [Fact]
    public async Task RegisterAsync_SubmoduleItself_IsAccepted()
    {
        var outer = _workspaces.NewRepository("outer");
        var inner = _workspaces.NewRepository("inner");
        WorkspaceFixture.RunGit(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");

        (await RegisterAsync(Path.Combine(outer, "sub"))).Repository.ShouldBe(Path.Combine(outer, "sub"));
    }

    [Fact]
    public async Task TryRunAsync_WorkingFolderOfTheProcessIsGone_Runs()
    {
        var folder = _workspaces.NewRepository();
        var context = new GitContext(Path.Combine(folder, ".git"), "theirs");

        // By its full path: a bare name is looked up in the process's working folder first, which may be gone.
        var start = GitCommand.Program;
        var result = await _workspaces.Get<GitCommand>().TryRunAsync(context, ["rev-parse", "HEAD"], default);

        Path.IsPathFullyQualified(start).ShouldBeTrue();
        result.ExitCode.ShouldBe(0);
    }

    // A linked worktree with a private commit.
    private string NewVictim()
    {
        var main = _workspaces.NewRepository("main");
        var victim = Path.Combine(_workspaces.Root, "victim");
        WorkspaceFixture.RunGit(main, "worktree", "add", "-q", victim, "-b", "private");
        WorkspaceFixture.RunGit(victim, "commit", "-q", "--allow-empty", "-m", "Private");
        return victim;
    }

    private string MakeSubmoduleThatPointsTo(string victim)
    {
        var outer = _workspaces.NewRepository("outer");
        var modules = Directory.CreateDirectory(Path.Combine(outer, ".git", "modules")).FullName;
        WorkspaceFixture.RunGit(outer, "clone", "-q", "--bare", outer, Path.Combine(modules, "sub"));
        WorkspaceFixture.RunGit(Path.Combine(modules, "sub"), "config", "core.bare", "false");
        WorkspaceFixture.RunGit(Path.Combine(modules, "sub"), "config", "core.worktree", victim);
        var evil = Path.Combine(outer, "evil");
        WorkspaceFixture.Write(Path.Combine(evil, ".git"), "gitdir: ../.git/modules/sub\n");
        return evil;
    }

    private string MakeRepositoryThatPointsTo(string victim)
    {
        var evil = _workspaces.NewRepository("evil");
        WorkspaceFixture.RunGit(evil, "config", "core.worktree", victim);
        return evil;
    }

    private Task<Factory.Contracts.Tasks.ProductRef> RegisterAsync(string folder) =>
        _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, default);
}
