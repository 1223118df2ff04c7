using System.Diagnostics;
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
        var (path, mine) = Make(kind);

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

        var (path, _) = Make(kind);
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

    private (string Path, IReadOnlyList<(string File, string Text)> Mine) Make(string kind)
    {
        var folder = _workspaces.NewRepository();
        List<(string, string)> mine = [("a.txt", "one\n")];
        switch (kind)
        {
            case "branch named master":
                RunGit(folder, "branch", "-m", "master");
                break;
            case "branch with slashes and umlauts":
                RunGit(folder, "branch", "-m", "feature/größer-\"so\"");
                break;
            case "branch with a tag of the same name":
                RunGit(folder, "tag", "trunk");
                break;
            case "untracked and ignored files":
                Write(Path.Combine(folder, ".gitignore"), "*.log\n");
                Commit(folder);
                Write(Path.Combine(folder, "run.log"), "ignored\n");
                Write(Path.Combine(folder, "notes.txt"), "untracked\n");
                mine.AddRange([("run.log", "ignored\n"), ("notes.txt", "untracked\n")]);
                break;
            case "linked worktree":
                RunGit(folder, "worktree", "add", "-q", "-b", "side", Path.Combine(_workspaces.Root, "beside"));
                return (Path.Combine(_workspaces.Root, "beside"), mine);
            case "path through a link":
                Directory.CreateSymbolicLink(Path.Combine(_workspaces.Root, "link"), folder);
                return (Path.Combine(_workspaces.Root, "link"), mine);
            case "submodules" or "submodule given itself":
                var outer = _workspaces.NewRepository("outer");
                RunGit(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", folder, "libs/one");
                Commit(outer);
                return (kind == "submodules" ? outer : Path.Combine(outer, "libs/one"), mine);
            case "names in all writing systems":
                foreach (var name in OddNames.All)
                {
                    Write(Path.Combine(folder, name), "mine\n");
                    mine.Add((name, "mine\n"));
                }

                Commit(folder);
                break;
            case "names that differ in case only":
                Write(Path.Combine(folder, "A.txt"), "capital\n");
                Commit(folder);
                mine.Add(("A.txt", "capital\n"));
                break;
            case "link out of the tree":
                File.CreateSymbolicLink(Path.Combine(folder, "out"), "/etc/hostname");
                Commit(folder);
                break;
            case "large files":
                Write(Path.Combine(folder, "large.txt"), string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 300_000)));
                Commit(folder);
                break;
            case "git-lfs pointers":
                Write(Path.Combine(folder, ".gitattributes"), "*.bin filter=lfs diff=lfs merge=lfs -text\n");
                Write(Path.Combine(folder, "video.bin"), "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n");
                Commit(folder);
                break;
            case "sparse checkout":
                Write(Path.Combine(folder, "wide/b.txt"), "b\n");
                Commit(folder);
                RunGit(folder, "sparse-checkout", "set", "--no-cone", "/*", "!/wide/");
                break;
            case "uncommitted changes" or "staged changes":
                Write(Path.Combine(folder, "a.txt"), "changed\n");
                if (kind[0] == 's')
                {
                    RunGit(folder, "add", ".");
                }

                break;
            case "merge in progress" or "rebase in progress":
                RunGit(folder, "switch", "-q", "-c", "side");
                Write(Path.Combine(folder, "a.txt"), "side\n");
                Commit(folder);
                RunGit(folder, "switch", "-q", "trunk");
                Write(Path.Combine(folder, "a.txt"), "trunk\n");
                Commit(folder);
                Should.Throw<ShouldAssertException>(() => RunGit(folder, kind[0] == 'm' ? "merge" : "rebase", "-q", "side"));
                break;
            case "bisection":
                RunGit(folder, "bisect", "start");
                break;
            case "detached head":
                RunGit(folder, "checkout", "-q", "--detach");
                break;
            case "no commit" or "bare":
                var empty = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "empty")).FullName;
                RunGit(empty, ["init", "-q", .. kind == "bare" ? (string[])["--bare"] : []]);
                return (empty, mine);
            case "git folder":
                return (Path.Combine(folder, ".git"), mine);
            case "shallow clone":
                return (Clone("--depth=1", "file://" + folder), mine);
            case "partial clone":
                RunGit(folder, "config", "uploadpack.allowFilter", "true");
                return (Clone("--filter=blob:none", "file://" + folder), mine);
            case "borrowed objects":
                return (Clone("--shared", folder), mine);
            case "objects behind a link":
                Directory.Move(Path.Combine(folder, ".git/objects"), Path.Combine(_workspaces.Root, "objects"));
                Directory.CreateSymbolicLink(Path.Combine(folder, ".git/objects"), Path.Combine(_workspaces.Root, "objects"));
                break;
            case "git folder behind a link":
                Directory.Move(Path.Combine(folder, ".git"), Path.Combine(_workspaces.Root, "git"));
                Directory.CreateSymbolicLink(Path.Combine(folder, ".git"), Path.Combine(_workspaces.Root, "git"));
                break;
            case "files elsewhere":
                RunGit(folder, "config", "core.worktree", _workspaces.Root);
                break;
            case "git folder of another":
                var pointing = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "pointing")).FullName;
                Write(Path.Combine(pointing, ".git"), $"gitdir: {folder}/.git\n");
                Write(Path.Combine(pointing, "a.txt"), "one\n");
                return (pointing, mine);
            case "common folder of another":
                var victim = _workspaces.NewRepository("victim");
                Write(Path.Combine(folder, ".git", "commondir"), Path.Combine(victim, ".git") + "\n");
                break;
            case "name that is not UTF-8":
                Shell(
                    folder,
                    "printf 'x' > \"$(printf 'caf\\351')\" && git add . && git -c user.name=S -c user.email=s@localhost commit -q -m Name");
                break;
            case "another owner":
                Shell(folder, "chown -R 12345:12345 .");
                break;
            default:
                kind.ShouldBeOneOf("branch checked out elsewhere later");
                break;
        }

        return (folder, mine);
    }

    private string Clone(params string[] arguments)
    {
        RunGit(_workspaces.Root, ["clone", "-q", .. arguments, "clone"]);
        return Path.Combine(_workspaces.Root, "clone");
    }

    private static void Commit(string folder)
    {
        RunGit(folder, "add", ".");
        RunGit(folder, "commit", "-q", "-m", "More");
    }

    private static string Shell(string folder, string line)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", line])
        { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, line);
        return output;
    }

    // Every file with its content, including index, references and configuration. Unreferenced objects do no harm and
    // are ignored.
    private static string Snapshot(string folder) =>
        Shell(folder, "tar --sort=name --mtime=@0 --exclude=./.git/objects -cf - . | sha256sum");
}
