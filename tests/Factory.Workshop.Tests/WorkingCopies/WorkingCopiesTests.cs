using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Products;

namespace Factory.Workshop.Tests.WorkingCopies;

public sealed class WorkingCopiesTests : IDisposable
{
    private readonly WorkshopFixture _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Open_GivesACloneOnItsOwnBranch_AndTheSameOneAgain()
    {
        var (product, copy) = await OpenAsync();

        File.Exists(Path.Combine(copy.Folder, "README.md")).ShouldBeTrue();
        WorkshopFixture.RunGit(copy.Folder, "status", "--porcelain", "--branch").ShouldBe("## " + copy.Branch);
        copy.Branch.ShouldBe("factory/" + copy.Attempt);
        copy.ReadOnlyFolders.ShouldContain(Path.Combine(product.Repository, ".git", "objects"));

        WorkshopFixture.Write(Path.Combine(copy.Folder, "left.txt"), "by a crash");
        var again = await _workshop.Copies.OpenAsync(copy.Attempt, product, null, WorkshopFixture.Never);
        (again with { ReadOnlyFolders = [] }).ShouldBe(copy with { ReadOnlyFolders = [] });
        File.Exists(Path.Combine(copy.Folder, "left.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Take_NothingChanged_IsNull()
    {
        var (_, copy) = await OpenAsync();

        (await TakeAsync(copy)).ShouldBeNull();
    }

    [Fact]
    public async Task Take_Changes_AreOneCommitWithTrailersInTheProductsRepository()
    {
        var (product, copy) = await OpenAsync();
        WorkshopFixture.Write(Path.Combine(copy.Folder, "src/a.txt"), "one\ntwo\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, "README.md"), "new\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, ".gitignore"), "bin/\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, "bin/out.dll"), "x");

        var change = (await _workshop.Copies.TakeAsync(copy, "Add a calculator\n\nFactory-Model: forged/model", _workshop.Trailers(copy), WorkshopFixture.Never)).ShouldNotBeNull();

        change.BaseCommit.ShouldBe(copy.BaseCommit);
        (change.FilesChanged, change.Insertions, change.Deletions).ShouldBe((3, 4, 1));
        WorkshopFixture.RunGit(product.Repository, "rev-parse", change.Branch!, "refs/factory/attempts/" + copy.Attempt).ShouldBe($"{change.Commit}\n{change.Commit}");
        WorkshopFixture.RunGit(product.Repository, "log", "-1", "--format=%(trailers:key=Factory-Model,valueonly)", change.Commit!).Trim().ShouldBe("trusted/one");
        WorkshopFixture.RunGit(product.Repository, "ls-tree", "-r", "--name-only", change.Commit!).ShouldBe(".gitignore\nREADME.md\nsrc/a.txt");
        (await TakeAsync(copy))!.Commit.ShouldBe(change.Commit);
    }

    [Fact]
    public async Task Take_AgainAfterMoreWork_GoesOnFromWhatWasTaken()
    {
        var (product, copy) = await OpenAsync();
        WorkshopFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        var first = (await TakeAsync(copy))!;
        WorkshopFixture.Write(Path.Combine(copy.Folder, "b.txt"), "two\n");
        var second = (await TakeAsync(copy))!;

        second.FilesChanged.ShouldBe(2);
        WorkshopFixture.RunGit(product.Repository, "rev-list", $"{copy.BaseCommit}..{second.Commit}").ShouldBe($"{second.Commit}\n{first.Commit}");

        var next = await _workshop.Copies.OpenAsync(_workshop.Ids.New<AttemptId>(), product, second.Commit, WorkshopFixture.Never);
        File.ReadAllText(Path.Combine(next.Folder, "b.txt")).ShouldBe("two\n");
    }

    [Fact]
    public async Task Take_TheAgentsOwnCommits_CountByTheirFiles()
    {
        var (product, copy) = await OpenAsync();
        WorkshopFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        WorkshopFixture.RunGit(copy.Folder, "add", ".");
        WorkshopFixture.RunGit(copy.Folder, "commit", "-q", "-m", "My own");

        var change = (await TakeAsync(copy))!;

        WorkshopFixture.RunGit(product.Repository, "log", "-1", "--format=%P", change.Commit!).ShouldBe(copy.BaseCommit);
        WorkshopFixture.RunGit(product.Repository, "show", change.Commit + ":a.txt").ShouldBe("one");
    }

    [Fact]
    public async Task Take_PlantedGitFolder_IsNotRead()
    {
        var (_, copy) = await OpenAsync();
        var witness = Path.Combine(_workshop.Root, "executed");
        var trap = $"sh -c 'touch {witness}; cat'";
        WorkshopFixture.Write(
            Path.Combine(copy.Folder, ".git", "config"),
            $"[core]\n\tfsmonitor = \"{trap}\"\n\thooksPath = hooks\n[filter \"trap\"]\n\tclean = \"{trap}\"\n\tprocess = \"{trap}\"\n[uploadpack]\n\tpackObjectsHook = \"{trap}\"\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, ".gitattributes"), "* filter=trap\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, ".git", "info", "exclude"), "*\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, "a.txt"), "one\n");
        Directory.Delete(Path.Combine(copy.Folder, ".git", "refs"), recursive: true);

        (await TakeAsync(copy))!.FilesChanged.ShouldBe(2);
        File.Exists(witness).ShouldBeFalse();
    }

    [Fact]
    public async Task Take_NestedRepositoryOrHugeFile_IsRefusedWithTheFix()
    {
        var (_, copy) = await OpenAsync();
        var nested = Directory.CreateDirectory(Path.Combine(copy.Folder, "nested")).FullName;
        WorkshopFixture.RunGit(nested, "init", "-q");
        WorkshopFixture.Write(Path.Combine(nested, "a.txt"), "one\n");
        WorkshopFixture.RunGit(nested, "add", ".");
        WorkshopFixture.RunGit(nested, "commit", "-q", "-m", "Nested");
        (await Should.ThrowAsync<FactoryException>(() => TakeAsync(copy))).Message.ShouldContain("nested");
        Directory.Delete(nested, recursive: true);

        var huge = Path.Combine(copy.Folder, "huge.bin");
        using (var file = File.Create(huge))
        {
            file.SetLength(21 * 1024 * 1024);
        }

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(copy));
        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain("huge.bin");
        File.Delete(huge);
        (await TakeAsync(copy)).ShouldBeNull();
    }

    [Fact]
    public async Task Take_LinkInsideTheTree_IsKeptAsALink()
    {
        var (product, copy) = await OpenAsync();
        Directory.CreateDirectory(Path.Combine(copy.Folder, "docs"));
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "docs", "link"), "../README.md");

        var change = (await TakeAsync(copy))!;

        WorkshopFixture.RunGit(product.Repository, "ls-tree", change.Commit!, "docs/link").ShouldStartWith("120000 ");
        WorkshopFixture.RunGit(product.Repository, "show", change.Commit + ":docs/link").ShouldBe("../README.md");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("../../..")]
    [InlineData("README.md/../../outside")]
    [InlineData("sub/up/../outside")]
    [InlineData(".git/config")]
    public async Task Take_LinkOutOfTheTree_IsRefusedWithTheFix(string target)
    {
        var (_, copy) = await OpenAsync();
        Directory.CreateDirectory(Path.Combine(copy.Folder, "sub"));
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "sub", "up"), "..");
        File.CreateSymbolicLink(Path.Combine(copy.Folder, "link"), target);

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(copy));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldBe($"link is a link that leads out of the product, to {target}.");
        error.Hint.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(".GIT/config")]
    [InlineData(".git\u200c/config")]
    [InlineData("sub/.Git/hooks/post-checkout")]
    [InlineData("git~1")]
    public async Task Take_NameThatSomeSystemsReadAsGit_IsRefusedWithTheFix(string path)
    {
        var (_, copy) = await OpenAsync();
        WorkshopFixture.Write(Path.Combine(copy.Folder, path), "x");

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(copy));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain(path.Split('/')[0] == "sub" ? "sub" : path.Split('/')[0]);
        error.Hint.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Take_FileThatGitLfsShouldKeep_IsRefused_AndItsPointerIsTaken()
    {
        var (_, copy) = await OpenAsync();
        WorkshopFixture.Write(Path.Combine(copy.Folder, ".gitattributes"), "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        WorkshopFixture.Write(Path.Combine(copy.Folder, "pointer.bin"), "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n");
        (await TakeAsync(copy))!.FilesChanged.ShouldBe(2);
        WorkshopFixture.Write(Path.Combine(copy.Folder, "big.bin"), "the content itself");

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(copy));

        error.Message.ShouldContain("big.bin is kept by git-lfs");
    }

    [Fact]
    public async Task Take_NamesInEveryScript_ArriveAsTheyAre()
    {
        var (product, copy) = await OpenAsync();
        foreach (var name in OddNames.All)
        {
            WorkshopFixture.Write(Path.Combine(copy.Folder, name), "x\n");
        }

        var change = (await TakeAsync(copy))!;
        await _workshop.Repositories.MergeAsync(product, change.Commit!, "Merge", WorkshopFixture.Never);

        change.FilesChanged.ShouldBe(OddNames.All.Count);
        WorkshopFixture.RunGit(product.Repository, "ls-tree", "-r", "-z", "--name-only", "HEAD").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe([.. OddNames.All, "README.md"], ignoreOrder: true);
        WorkshopFixture.RunGit(product.Repository, "status", "--porcelain").ShouldBeEmpty();
    }

    private Task<Factory.Contracts.Artifacts.ChangeSet?> TakeAsync(WorkingCopy copy) =>
        _workshop.Copies.TakeAsync(copy, "Change it", _workshop.Trailers(copy), WorkshopFixture.Never);

    private async Task<(ProductRef Product, WorkingCopy Copy)> OpenAsync()
    {
        var product = await _workshop.NewProductAsync();
        return (product, await _workshop.Copies.OpenAsync(_workshop.Ids.New<AttemptId>(), product, null, WorkshopFixture.Never));
    }
}
