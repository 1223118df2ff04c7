using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Evidence;
using static Factory.Workspaces.Tests.WorkspaceFixture;

namespace Factory.Workspaces.Tests.Repositories;

/// <summary>
/// Unusual repositories, each through registration, a working copy, evidence and a merge, with real git.
/// docs/reference/repositories.md has the same table for users.
/// </summary>
public sealed class UnusualRepositoryTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Theory]
    [InlineData("branch named master", "master")]
    [InlineData("branch with slashes and umlauts", "feature/größer-\"so\"")]
    [InlineData("branch with a tag of the same name", "trunk")]
    [InlineData("untracked and ignored files", "trunk")]
    [InlineData("linked worktree", "side")]
    [InlineData("path through a link", "trunk")]
    [InlineData("submodule given itself", "trunk")]
    [InlineData("names in all writing systems", "trunk")]
    [InlineData("names that differ in case only", "trunk")]
    [InlineData("link out of the tree", "trunk")]
    [InlineData("large files", "trunk")]
    [InlineData("git-lfs pointers", "trunk")]
    [InlineData("branch checked out elsewhere later", "trunk")]
    [InlineData("sparse checkout", "trunk")]
    public async Task Merge_UnusualRepository_SucceedsAndKeepsTheOperatorsFiles(string kind, string branch)
    {
        var (path, mine) = UnusualRepository.Make(_workspaces, kind);

        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), path, Never);
        product.Branch.ShouldBe(branch);
        var before = RunGit(path, "status", "--porcelain", "--ignored");
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            ("product.yaml", "name: Shop\ntest: echo '1 passed, 0 failed'\nserve:\n  static: page\n"),
            ("page/index.html", "hello\n"));
        (await _workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, commit, null, static _ => Task.CompletedTask, Never)).Problems.ShouldBeEmpty();
        if (kind == "branch checked out elsewhere later")
        {
            RunGit(path, "switch", "-q", "-c", "other");
        }

        var head = await _workspaces.Repositories.MergeAsync(product, commit, "Merge it", Never);

        RunGit(path, "rev-parse", "refs/heads/" + branch).ShouldBe(head);
        RunGit(path, "status", "--porcelain", "--ignored").ShouldBe(before);
        File.Exists(Path.Combine(product.Repository, "page/index.html")).ShouldBe(kind != "branch checked out elsewhere later");
        RunGit(path, "fsck", "--no-dangling", "--no-progress");
        foreach (var (file, text) in mine)
        {
            File.ReadAllText(Path.Combine(product.Repository, file)).ShouldBe(text, file);
        }
    }

    [Theory]
    [InlineData("uncommitted changes", ErrorCodes.RepositoryDirty, "uncommitted changes: a.txt", "status")]
    [InlineData("staged changes", ErrorCodes.RepositoryDirty, "uncommitted changes: a.txt", "status")]
    [InlineData("merge in progress", ErrorCodes.RepositoryDirty, "in the middle of a merge", "merge --abort")]
    [InlineData("rebase in progress", ErrorCodes.RepositoryDirty, "in the middle of a rebase", "rebase --abort")]
    [InlineData("bisection", ErrorCodes.RepositoryDirty, "in the middle of a bisection", "bisect reset")]
    [InlineData("detached head", ErrorCodes.RepositoryInvalid, "detached HEAD", "switch BRANCH")]
    [InlineData("no commit", ErrorCodes.RepositoryInvalid, "has no commit yet", "--allow-empty")]
    [InlineData("bare", ErrorCodes.RepositoryInvalid, "is a bare repository", "Clone it")]
    [InlineData("git folder", ErrorCodes.RepositoryInvalid, "inside a repository's git folder", "contains the repository's files")]
    [InlineData("shallow clone", ErrorCodes.RepositoryInvalid, "shallow clone", "fetch --unshallow")]
    [InlineData("partial clone", ErrorCodes.RepositoryInvalid, "partial clone", "without --filter")]
    [InlineData("submodules", ErrorCodes.RepositoryInvalid, "has submodules: libs/one", "submodule itself")]
    [InlineData("borrowed objects", ErrorCodes.RepositoryInvalid, "borrows objects", "repack -a -d")]
    [InlineData("objects behind a link", ErrorCodes.RepositoryInvalid, "are elsewhere", "Clone")]
    [InlineData("git folder behind a link", ErrorCodes.RepositoryInvalid, "is a link", "Clone")]
    [InlineData("files elsewhere", ErrorCodes.RepositoryInvalid, "do not refer to each other", "core.worktree")]
    [InlineData("git folder of another", ErrorCodes.RepositoryInvalid, "do not refer to each other", "clone")]
    [InlineData("common folder of another", ErrorCodes.RepositoryInvalid, "shares the git folder of another", "commondir")]
    [InlineData("name that is not UTF-8", ErrorCodes.RepositoryInvalid, "not valid UTF-8", "git mv")]
    [InlineData("another owner", ErrorCodes.RepositoryInvalid, "belongs to another user", "chown")]
    public async Task Register_UnsupportedRepository_IsRejectedAndUnchanged(string kind, string code, string message, string hint)
    {
        if (kind == "another owner" && Environment.UserName != "root")
        {
            return; // Only root can give a folder to another user; the check itself is git's.
        }

        var (path, _) = UnusualRepository.Make(_workspaces, kind);
        var before = Snapshot(path);

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), path, Never));

        error.Code.ShouldBe(code);
        error.Message.ShouldContain(path);
        error.Message.ShouldContain(message);
        error.Hint.ShouldNotBeNull().ShouldContain(hint);
        Snapshot(path).ShouldBe(before);
    }

    [Theory]
    [InlineData("an ignored file at a path of the change")]
    [InlineData("a linked folder at a path of the change")]
    [InlineData("a merge in progress")]
    [InlineData("the branch checked out in another worktree")]
    public async Task Merge_ConflictWithTheOperatorsWork_IsRejectedAndTheWorkKept(string kind)
    {
        var folder = _workspaces.NewRepository();
        Write(Path.Combine(folder, ".gitignore"), ".env\n");
        RunGit(folder, "add", ".");
        RunGit(folder, "commit", "-q", "-m", "Ignore");
        var outside = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "outside")).FullName;
        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, Never);
        var commit = await _workspaces.CommitAsync(product, null, (".gitignore", "\n"), (".env", "theirs\n"), ("src/new.txt", "theirs\n"));
        switch (kind)
        {
            case "an ignored file at a path of the change":
                Write(Path.Combine(folder, ".env"), "my only key\n");
                break;
            case "a linked folder at a path of the change":
                Write(Path.Combine(outside, "new.txt"), "mine\n");
                Directory.CreateSymbolicLink(Path.Combine(folder, "src"), outside);
                break;
            case "a merge in progress":
                Write(Path.Combine(folder, ".git", "MERGE_HEAD"), RunGit(folder, "rev-parse", "HEAD") + "\n");
                break;
            default:
                RunGit(folder, "switch", "-q", "-c", "other");
                RunGit(folder, "worktree", "add", "-q", Path.Combine(_workspaces.Root, "beside"), "trunk");
                break;
        }

        var before = Snapshot(folder) + Snapshot(outside);
        var error = await Should.ThrowAsync<FactoryException>(() => _workspaces.Repositories.MergeAsync(product, commit, "Merge", Never));

        (error.Code, error.Retryable).ShouldBe((ErrorCodes.RepositoryDirty, true));
        error.Message.ShouldContain("cannot be merged into trunk");
        error.Hint!.ShouldContain("retry");
        (Snapshot(folder) + Snapshot(outside)).ShouldBe(before);
    }

    // Every file with its content, including index, references and configuration. Unreferenced objects do no harm and
    // are ignored.
    private static string Snapshot(string folder) =>
        UnusualRepository.Shell(folder, "tar --sort=name --mtime=@0 --exclude=./.git/objects -cf - . | sha256sum");
}
