using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.WorkingCopies;

namespace Factory.Workspaces.Tests.WorkingCopies;

public sealed class WorkingCopiesTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Open_Twice_ReturnsTheSameCloneOnItsOwnBranch()
    {
        var (product, copy) = await OpenAsync();

        File.Exists(Path.Combine(copy.Folder, "README.md")).ShouldBeTrue();
        WorkspaceFixture.RunGit(copy.Folder, "status", "--porcelain", "--branch").ShouldBe("## " + copy.Branch);
        copy.Branch.ShouldBe("factory/" + copy.Attempt);
        copy.ReadOnlyFolders.ShouldContain(Path.Combine(product.Repository, ".git", "objects"));

        WorkspaceFixture.Write(Path.Combine(copy.Folder, "left.txt"), "by a crash");
        var again = await _workspaces.Copies.OpenAsync(copy.Attempt, product, null, WorkspaceFixture.Never);
        (again with { ReadOnlyFolders = [] }).ShouldBe(copy with { ReadOnlyFolders = [] });
        File.Exists(Path.Combine(copy.Folder, "left.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Commit_NothingChanged_ReturnsNull()
    {
        var (_, copy) = await OpenAsync();

        (await CommitAsync(copy)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_Changes_CreatesOneCommitWithTrailersInTheRepository()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "src/a.txt"), "one\ntwo\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "README.md"), "new\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, ".gitignore"), "bin/\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "bin/out.dll"), "x");

        var change = (await _workspaces.Copies.CommitAsync(
            copy,
            "Add a calculator\n\nFactory-Model: forged/model",
            _workspaces.Trailers(copy),
            WorkspaceFixture.Never)).ShouldNotBeNull();

        change.BaseCommit.ShouldBe(copy.BaseCommit);
        (change.FilesChanged, change.Insertions, change.Deletions).ShouldBe((3, 4, 1));
        WorkspaceFixture.RunGit(product.Repository, "rev-parse", change.Branch!, "refs/factory/attempts/" + copy.Attempt)
            .ShouldBe($"{change.Commit}\n{change.Commit}");
        WorkspaceFixture.RunGit(product.Repository, "log", "-1", "--format=%(trailers:key=Factory-Model,valueonly)", change.Commit!)
            .Trim()
            .ShouldBe("trusted/one");
        WorkspaceFixture.RunGit(product.Repository, "ls-tree", "-r", "--name-only", change.Commit!)
            .ShouldBe(".gitignore\nREADME.md\nsrc/a.txt");
        (await CommitAsync(copy))!.Commit.ShouldBe(change.Commit);
    }

    [Fact]
    public async Task Commit_AfterAnEarlierCommit_ContinuesFromIt()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        var first = (await CommitAsync(copy))!;
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "b.txt"), "two\n");
        var second = (await CommitAsync(copy))!;

        second.FilesChanged.ShouldBe(2);
        WorkspaceFixture.RunGit(product.Repository, "rev-list", $"{copy.BaseCommit}..{second.Commit}")
            .ShouldBe($"{second.Commit}\n{first.Commit}");

        var next = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, second.Commit, WorkspaceFixture.Never);
        File.ReadAllText(Path.Combine(next.Folder, "b.txt")).ShouldBe("two\n");
    }

    /// <summary>What earlier attempts have done is part of the change, or a review would not see it.</summary>
    [Fact]
    public async Task Commit_ContinuedWork_IsMeasuredFromTheBranch()
    {
        var (product, copy) = await OpenAsync();
        File.Delete(Path.Combine(copy.Folder, "README.md"));
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        var first = (await CommitAsync(copy))!;
        var next = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, first.Commit, WorkspaceFixture.Never);
        WorkspaceFixture.Write(Path.Combine(next.Folder, "b.txt"), "two\n");

        var second = (await CommitAsync(next))!;

        second.BaseCommit.ShouldBe(copy.BaseCommit);
        (second.FilesChanged, second.Insertions).ShouldBe((3, 2));
        second.Deletions.ShouldBe(first.Deletions);
        second.Deletions.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task TakeStart_ContinuedWork_IsTheEarlierCommitOnABranchOfThisAttempt()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        var first = (await CommitAsync(copy))!;
        var next = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, first.Commit, WorkspaceFixture.Never);
        (await CommitAsync(next)).ShouldBeNull();

        var taken = (await _workspaces.Copies.TakeStartAsync(next, WorkspaceFixture.Never))!;

        (taken.Commit, taken.BaseCommit, taken.Insertions).ShouldBe((first.Commit, copy.BaseCommit, 1));
        WorkspaceFixture.RunGit(product.Repository, "rev-parse", taken.Branch!).ShouldBe(first.Commit);
    }

    [Fact]
    public async Task TakeStart_FromTheBranch_IsNothing()
    {
        var (_, copy) = await OpenAsync();

        (await _workspaces.Copies.TakeStartAsync(copy, WorkspaceFixture.Never)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_AgentsOwnCommits_OnlyTheirFilesCount()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        WorkspaceFixture.RunGit(copy.Folder, "add", ".");
        WorkspaceFixture.RunGit(copy.Folder, "commit", "-q", "-m", "My own");

        var change = (await CommitAsync(copy))!;

        WorkspaceFixture.RunGit(product.Repository, "log", "-1", "--format=%P", change.Commit!).ShouldBe(copy.BaseCommit);
        WorkspaceFixture.RunGit(product.Repository, "show", change.Commit + ":a.txt").ShouldBe("one");
    }

    [Fact]
    public async Task Commit_ManipulatedGitFolder_IsNotRead()
    {
        var (_, copy) = await OpenAsync();
        var witness = Path.Combine(_workspaces.Root, "executed");
        var trap = $"sh -c 'touch {witness}; cat'";
        WorkspaceFixture.Write(
            Path.Combine(copy.Folder, ".git", "config"),
            $"[core]\n\tfsmonitor = \"{trap}\"\n\thooksPath = hooks\n[filter \"trap\"]\n\tclean = \"{trap}\"\n\tprocess = " +
            $"\"{trap}\"\n[uploadpack]\n\tpackObjectsHook = \"{trap}\"\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, ".gitattributes"), "* filter=trap\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, ".git", "info", "exclude"), "*\n");
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        Directory.Delete(Path.Combine(copy.Folder, ".git", "refs"), recursive: true);

        (await CommitAsync(copy))!.FilesChanged.ShouldBe(2);
        File.Exists(witness).ShouldBeFalse();
    }

    [Fact]
    public async Task Commit_NestedRepositoryOrHugeFile_IsRejectedWithAHint()
    {
        var (_, copy) = await OpenAsync();
        var nested = Directory.CreateDirectory(Path.Combine(copy.Folder, "nested")).FullName;
        WorkspaceFixture.RunGit(nested, "init", "-q");
        WorkspaceFixture.Write(Path.Combine(nested, "a.txt"), "one\n");
        WorkspaceFixture.RunGit(nested, "add", ".");
        WorkspaceFixture.RunGit(nested, "commit", "-q", "-m", "Nested");
        (await Should.ThrowAsync<FactoryException>(() => CommitAsync(copy))).Message.ShouldContain("nested");
        Directory.Delete(nested, recursive: true);

        var huge = Path.Combine(copy.Folder, "huge.bin");
        using (var file = File.Create(huge))
        {
            file.SetLength(21 * 1024 * 1024);
        }

        var error = await Should.ThrowAsync<FactoryException>(() => CommitAsync(copy));
        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain("huge.bin");
        File.Delete(huge);
        (await CommitAsync(copy)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_LinkInsideTheTree_RemainsALink()
    {
        var (product, copy) = await OpenAsync();
        Directory.CreateDirectory(Path.Combine(copy.Folder, "docs"));
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "docs", "link"), "../README.md");

        var change = (await CommitAsync(copy))!;

        WorkspaceFixture.RunGit(product.Repository, "ls-tree", change.Commit!, "docs/link").ShouldStartWith("120000 ");
        WorkspaceFixture.RunGit(product.Repository, "show", change.Commit + ":docs/link").ShouldBe("../README.md");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("../../..")]
    [InlineData("README.md/../../outside")]
    [InlineData("sub/up/../outside")]
    [InlineData(".git/config")]
    public async Task Commit_LinkOutOfTheTree_IsRejectedWithAHint(string target)
    {
        var (_, copy) = await OpenAsync();
        Directory.CreateDirectory(Path.Combine(copy.Folder, "sub"));
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "sub", "up"), "..");
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "link"), target);

        var error = await Should.ThrowAsync<FactoryException>(() => CommitAsync(copy));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldBe($"link is a link to {target}, which is outside of the product.");
        error.Hint.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(".GIT/config")]
    [InlineData(".git\u200c/config")]
    [InlineData("sub/.Git/hooks/post-checkout")]
    [InlineData("git~1")]
    public async Task Commit_NameThatSomeSystemsReadAsGit_IsRejectedWithAHint(string path)
    {
        var (_, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, path), "x");

        var error = await Should.ThrowAsync<FactoryException>(() => CommitAsync(copy));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain(path.Split('/')[0] == "sub" ? "sub" : path.Split('/')[0]);
        error.Hint.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Commit_ContentThatBelongsToLfs_IsRejectedAndItsPointerAccepted()
    {
        var (_, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, ".gitattributes"), "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        WorkspaceFixture.Write(
            Path.Combine(copy.Folder, "pointer.bin"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n");
        (await CommitAsync(copy))!.FilesChanged.ShouldBe(2);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "big.bin"), "the content itself");

        var error = await Should.ThrowAsync<FactoryException>(() => CommitAsync(copy));

        error.Message.ShouldContain("big.bin belongs to git-lfs");
    }

    [Fact]
    public async Task Commit_NamesInAllWritingSystems_AreKept()
    {
        var (product, copy) = await OpenAsync();
        foreach (var name in OddNames.All)
        {
            WorkspaceFixture.Write(Path.Combine(copy.Folder, name), "x\n");
        }

        var change = (await CommitAsync(copy))!;
        await _workspaces.Repositories.MergeAsync(product, change.Commit!, "Merge", WorkspaceFixture.Never);

        change.FilesChanged.ShouldBe(OddNames.All.Count);
        WorkspaceFixture.RunGit(product.Repository, "ls-tree", "-r", "-z", "--name-only", "HEAD")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe([.. OddNames.All, "README.md"], ignoreOrder: true);
        WorkspaceFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
    }

    private Task<Factory.Contracts.Artifacts.ChangeSet?> CommitAsync(WorkingCopy copy) =>
        _workspaces.Copies.CommitAsync(copy, "Change it", _workspaces.Trailers(copy), WorkspaceFixture.Never);

    private async Task<(ProductRef Product, WorkingCopy Copy)> OpenAsync()
    {
        var product = await _workspaces.NewProductAsync();
        return (product, await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, WorkspaceFixture.Never));
    }
}
