using Factory.Contracts.Errors;
using Factory.Contracts.Ids;

namespace Factory.Workspaces.Tests.Repositories;

public sealed class ProductRepositoriesTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Create_NewProduct_HasOneCommitOnMain()
    {
        var product = await _workspaces.NewProductAsync("tip-calculator");

        product.Name.ShouldBe("tip-calculator");
        product.Branch.ShouldBe("main");
        WorkspaceFixture.RunGit(product.Repository, "log", "--format=%an <%ae> %s")
            .ShouldBe("Agentic Factory <factory@localhost> Start tip-calculator");
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_SameIdTwice_ReturnsTheSameProduct()
    {
        var id = _workspaces.Ids.New<ProductId>();
        var first = await _workspaces.Repositories.CreateAsync(id, "shop", WorkspaceFixture.Never);
        var head = await _workspaces.Repositories.GetHeadAsync(first, WorkspaceFixture.Never);

        var again = await _workspaces.Repositories.CreateAsync(id, "shop", WorkspaceFixture.Never);
        var other = await _workspaces.NewProductAsync("shop");

        again.ShouldBe(first);
        (await _workspaces.Repositories.GetHeadAsync(again, WorkspaceFixture.Never)).ShouldBe(head);
        other.Name.ShouldBe("shop-2");
    }

    [Fact]
    public async Task Register_Repository_KeepsItsBranchAndPath()
    {
        var folder = _workspaces.NewRepository();
        Directory.CreateDirectory(Path.Combine(folder, "sub"));

        var product = await _workspaces.Repositories.RegisterAsync(
            _workspaces.Ids.New<ProductId>(),
            Path.Combine(folder, "sub"),
            WorkspaceFixture.Never);

        product.Repository.ShouldBe(folder);
        product.Branch.ShouldBe("trunk");
        (await _workspaces.Repositories.RegisterAsync(
            _workspaces.Ids.New<ProductId>(),
            folder,
            WorkspaceFixture.Never)).Id.ShouldBe(product.Id);
    }

    [Fact]
    public async Task Register_UnusableFolder_IsRejectedWithAHint()
    {
        var plain = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "plain")).FullName;
        var empty = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "empty")).FullName;
        WorkspaceFixture.RunGit(empty, "init", "-q");
        var bare = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "bare")).FullName;
        WorkspaceFixture.RunGit(bare, "init", "-q", "--bare");
        var detached = _workspaces.NewRepository("detached");
        WorkspaceFixture.RunGit(detached, "checkout", "-q", "--detach");

        foreach (var path in new[] { plain, empty, bare, detached, Path.Combine(_workspaces.Root, "missing"), "relative" })
        {
            var error = await Should.ThrowAsync<FactoryException>(() =>
                _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), path, WorkspaceFixture.Never));
            error.Code.ShouldBe(ErrorCodes.RepositoryInvalid);
            error.Message.ShouldContain(path);
            error.Hint.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Register_UncommittedChanges_IsRejectedAndNamesTheFile()
    {
        var folder = _workspaces.NewRepository();
        WorkspaceFixture.Write(Path.Combine(folder, "a.txt"), "changed\n");

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never));

        error.Code.ShouldBe(ErrorCodes.RepositoryDirty);
        error.Message.ShouldContain("a.txt");
    }

    /// <summary>Killed in the middle, git would leave half of the files and its lock in the operator's repository.</summary>
    [Fact]
    public async Task Merge_CancelledWhileFilesAreUpdated_IsCompleted()
    {
        const int Files = 2000;
        var product = await _workspaces.NewProductAsync();
        var names = Enumerable.Range(0, Files).Select(number => $"src/{number:0000}.txt").ToList();
        var commit = await _workspaces.CommitAsync(product, null, [.. names.Select(name => (name, $"{name}\n"))]);
        using var stop = new CancellationTokenSource();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var merge = _workspaces.Repositories.MergeAsync(product, commit, "Merge", stop.Token);
        while (!File.Exists(Path.Combine(product.Repository, names[0])))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await stop.CancelAsync();
        var head = await merge;

        File.Exists(Path.Combine(product.Repository, ".git", "index.lock")).ShouldBeFalse();
        WorkspaceFixture.RunGit(product.Repository, "rev-parse", "main").Trim().ShouldBe(head);
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
        File.Exists(Path.Combine(product.Repository, names[^1])).ShouldBeTrue();
    }

    [Fact]
    public async Task Merge_CancelledBefore_ChangesNothing()
    {
        var product = await _workspaces.NewProductAsync();
        var before = await _workspaces.Repositories.GetHeadAsync(product, WorkspaceFixture.Never);
        var commit = await _workspaces.CommitAsync(product, null, ("src/a.txt", "one\n"));

        await Should.ThrowAsync<OperationCanceledException>(
            () => _workspaces.Repositories.MergeAsync(product, commit, "Merge", new CancellationToken(canceled: true)));

        (await _workspaces.Repositories.GetHeadAsync(product, WorkspaceFixture.Never)).ShouldBe(before);
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Merge_Commit_CreatesAMergeCommitAndUpdatesTheFiles()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(product, null, ("src/a.txt", "one\n"));

        var merged = await _workspaces.Repositories.MergeAsync(
            product,
            commit,
            "Merge it\n\nFactory-Agent: agent-rex\n",
            WorkspaceFixture.Never);

        WorkspaceFixture.RunGit(product.Repository, "rev-parse", "main").ShouldBe(merged);
        WorkspaceFixture.RunGit(product.Repository, "log", "-1", "--format=%s|%P|%(trailers:key=Factory-Agent,valueonly)")
            .ShouldStartWith("Merge it|");
        File.ReadAllText(Path.Combine(product.Repository, "src/a.txt")).ShouldBe("one\n");
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
        WorkspaceFixture.RunGit(product.Repository, "fsck", "--strict").ShouldBeEmpty();
        (await _workspaces.Repositories.MergeAsync(product, commit, "Merge it", WorkspaceFixture.Never)).ShouldBe(merged);
    }

    [Fact]
    public async Task Merge_Conflict_NamesTheFilesAndChangesNothing()
    {
        var product = await _workspaces.NewProductAsync();
        var one = await _workspaces.CommitAsync(product, null, ("a.txt", "one\n"));
        var two = await _workspaces.CommitAsync(product, null, ("a.txt", "two\n"));
        var head = await _workspaces.Repositories.MergeAsync(product, one, "Merge", WorkspaceFixture.Never);

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Repositories.MergeAsync(product, two, "Merge", WorkspaceFixture.Never));

        error.Code.ShouldBe(ErrorCodes.MergeConflict);
        error.Message.ShouldContain("a.txt");
        (await _workspaces.Repositories.GetHeadAsync(product, WorkspaceFixture.Never)).ShouldBe(head);
        File.ReadAllText(Path.Combine(product.Repository, "a.txt")).ShouldBe("one\n");
    }

    [Fact]
    public async Task Merge_UncommittedWork_IsKeptOrFailsTheMerge()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(product, null, ("a.txt", "factory\n"));
        var head = await _workspaces.Repositories.GetHeadAsync(product, WorkspaceFixture.Never);
        var inTheWay = Path.Combine(product.Repository, "a.txt");
        WorkspaceFixture.Write(inTheWay, "mine\n");
        WorkspaceFixture.Write(Path.Combine(product.Repository, "README.md"), "mine too\n");

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Repositories.MergeAsync(product, commit, "Merge", WorkspaceFixture.Never));
        error.Code.ShouldBe(ErrorCodes.RepositoryDirty);
        (await _workspaces.Repositories.GetHeadAsync(product, WorkspaceFixture.Never)).ShouldBe(head);
        File.ReadAllText(inTheWay).ShouldBe("mine\n");

        File.Delete(inTheWay);
        await _workspaces.Repositories.MergeAsync(product, commit, "Merge", WorkspaceFixture.Never);
        File.ReadAllText(inTheWay).ShouldBe("factory\n");
        File.ReadAllText(Path.Combine(product.Repository, "README.md")).ShouldBe("mine too\n");
    }

    [Fact]
    public async Task Merge_Concurrently_AllSucceed()
    {
        var product = await _workspaces.NewProductAsync();
        var commits = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            commits.Add(await _workspaces.CommitAsync(product, null, ($"{i}.txt", "x\n")));
        }

        await Task.WhenAll(commits.Select(c => _workspaces.Repositories.MergeAsync(product, c, "Merge", WorkspaceFixture.Never)));

        Directory.GetFiles(product.Repository, "?.txt").Length.ShouldBe(4);
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Merge_HostileConfigurationOfTheRepository_IsNeverExecuted()
    {
        var folder = _workspaces.NewRepository();
        var witness = Path.Combine(_workspaces.Root, "executed");
        var script = Path.Combine(_workspaces.Root, "trap.sh");
        WorkspaceFixture.Write(script, $"#!/bin/sh\ntouch {witness}\ncat\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        WorkspaceFixture.Write(Path.Combine(folder, ".gitattributes"), "* filter=trap merge=trap diff=trap\n");
        WorkspaceFixture.RunGit(folder, "add", ".");
        WorkspaceFixture.RunGit(folder, "commit", "-q", "-m", "Attributes");
        foreach (var key in new[]
        {
            "filter.trap.clean",
            "filter.trap.smudge",
            "merge.trap.driver",
            "diff.trap.textconv",
            "diff.external",
            "core.fsmonitor",
            "core.sshCommand"
        })
        {
            WorkspaceFixture.RunGit(folder, "config", key, script);
        }

        foreach (var hook in new[] { "reference-transaction", "post-checkout", "post-merge", "pre-commit", "post-index-change" })
        {
            File.Copy(script, Path.Combine(folder, ".git", "hooks", hook));
        }

        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never);
        var one = await _workspaces.CommitAsync(product, null, ("a.txt", "two\n"), ("b.txt", "b\n"));
        var two = await _workspaces.CommitAsync(product, null, ("c.txt", "c\n"));
        await _workspaces.Repositories.MergeAsync(product, one, "Merge", WorkspaceFixture.Never);
        await _workspaces.Repositories.MergeAsync(product, two, "Merge", WorkspaceFixture.Never);

        File.Exists(witness).ShouldBeFalse();
        File.ReadAllText(Path.Combine(folder, "b.txt")).ShouldBe("b\n");
    }
}
